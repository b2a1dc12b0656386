import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { promotionCatalogue } from '../../src/postgres/reads/promotion-catalogue.js';
import type { Store } from '../../src/postgres/store.js';
import { openMemoryStore } from '../support/embedded-store.js';
import { root } from '../support/pages.js';
import { commandsOn } from './run-command.js';

let store: Store;
let folder: string;
const run = commandsOn(() => store);
beforeAll(async () => {
  store = await openMemoryStore();
  folder = await mkdtemp(join(tmpdir(), 'promotion-gateway-import-test-'));
  await run([
    'organisations',
    'create',
    '--id',
    '1',
    '--name',
    'Corner Shop',
    '--time-zone',
    'Europe/London',
  ]);
  for (const name of ['programs.csv', 'promotions.csv']) {
    await copyFile(join(root, 'examples/import', name), join(folder, name));
  }
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const importFile = async (what: string, name: string, ...options: string[]) => {
  const result = await run(['import', what, join(folder, name), '--organisation', '1', '--json', ...options]);
  return { ...result, summary: result.objects()[0] };
};
const importLines = async (what: string, ...lines: string[]) => {
  await writeFile(join(folder, 'lines.csv'), lines.join('\n'));
  const result = await importFile(what, 'lines.csv');
  const refused = await readFile(join(folder, 'lines.refused.csv'), 'utf8').catch(() => '');
  return {
    ...result,
    codes: refused.match(/\b[A-Z]+_[A-Z_]+(?=,)/g)?.filter((code) => !code.endsWith('_ISSUE')) ?? [],
  };
};
const promotion = async (id: string) => (await promotionCatalogue(store.db).findPromotionsById('1', [id]))[0];

describe('files of programs and promotions', () => {
  it('are checked by a dry run, which writes nothing', async () => {
    expect(await importFile('programs', 'programs.csv', '--dry-run')).toMatchObject({
      code: 0,
      summary: { added: 2, dryRun: true },
    });
    expect(await promotionCatalogue(store.db).programs('1')).toEqual([]);
  });

  it('are imported once, and change nothing when they are imported again', async () => {
    for (const [what, count] of [
      ['programs', 2],
      ['promotions', 3],
    ] as const) {
      expect(await importFile(what, `${what}.csv`)).toMatchObject({
        code: 0,
        summary: { added: count, unchanged: 0 },
      });
      expect(await importFile(what, `${what}.csv`)).toMatchObject({
        code: 0,
        summary: { added: 0, unchanged: count },
      });
    }
  });

  it('mean days of the organisation, from the start of one to the end of the other, and limits of 1 where none is given', async () => {
    expect(await promotion('57099')).toMatchObject({
      promoIdentifier: 'coffee-card',
      startsAt: new Date('2026-01-01T00:00:00Z'),
      endsAt: new Date('2100-01-01T00:00:00Z'),
      enrolmentLimit: 10,
      totalEarnLimit: null,
      enrolmentExpiryDays: null,
      earningExpiryDays: 30,
    });
    expect(await promotion('69218')).toMatchObject({
      name: 'Birthday cake, half price',
      endsAt: new Date('2099-12-31T17:00:00Z'),
      earnLimit: null,
      totalEarnLimit: 5000,
    });
    expect(await promotion('69219')).toMatchObject({ enrolmentLimit: 1, earnLimit: 1, active: false });
  });

  it('never change what is there', async () => {
    const result = await importLines(
      'programs',
      'programId,name,active',
      '469,Other name,true',
      '471,New,true',
    );
    expect(result).toMatchObject({ code: 2, codes: ['ALREADY_DIFFERENT'], summary: { added: 1 } });
    expect(await promotionCatalogue(store.db).findPrograms('1', ['469'])).toMatchObject([
      { name: 'Corner Club' },
    ]);
  });
});

describe('a line of a promotion is refused', () => {
  const HEADER =
    'promotionId,programId,promoIdentifier,name,kind,active,startsAt,endsAt,enrolmentLimit,earnLimit,totalEarnLimit,enrolmentExpiryDays,earningExpiryDays';
  it.each([
    ['whose program is not there', '9,999,,A,GENERIC,,2026-01-01,2026-02-01,,,,,', 'PROGRAM_NOT_FOUND'],
    [
      'whose promoIdentifier is taken',
      '9,469,coffee-card,A,GENERIC,,2026-01-01,2026-02-01,,,,,',
      'PROMO_IDENTIFIER_TAKEN',
    ],
    [
      'that is there with another name',
      '57099,469,coffee-card,A,ENROL_AND_ISSUE,true,2026-01-01,2099-12-31,10,10,,,30',
      'ALREADY_DIFFERENT',
    ],
    ['of an unknown kind', '9,469,,A,OTHER,,2026-01-01,2026-02-01,,,,,', 'BAD_KIND'],
    ['with a day that is none', '9,469,,A,GENERIC,,2026-02-30,2026-03-01,,,,,', 'BAD_DATE'],
    ['with a date in another order', '9,469,,A,GENERIC,,31/01/2026,2026-03-01,,,,,', 'BAD_DATE'],
    ['that ends before it starts', '9,469,,A,GENERIC,,2026-02-01,2026-01-01,,,,,', 'ENDS_BEFORE_START'],
    ['with a limit beyond 100', '9,469,,A,GENERIC,,2026-01-01,2026-02-01,101,,,,', 'BAD_LIMIT'],
    ['with a total limit of 0', '9,469,,A,GENERIC,,2026-01-01,2026-02-01,,,0,,', 'BAD_TOTAL_LIMIT'],
    ['with an expiry of no days', '9,469,,A,GENERIC,,2026-01-01,2026-02-01,,,,-1,', 'BAD_EXPIRY'],
    ['with a switch that is none', '9,469,,A,GENERIC,maybe,2026-01-01,2026-02-01,,,,,', 'BAD_FLAG'],
    ['without a name', '9,469,,,GENERIC,,2026-01-01,2026-02-01,,,,,', 'BAD_NAME'],
    ['with an id that is none', 'x,469,,A,GENERIC,,2026-01-01,2026-02-01,,,,,', 'BAD_ID'],
  ])('%s', async (_, line, code) => {
    const result = await importLines('promotions', HEADER, line);
    expect(result).toMatchObject({
      code: 1,
      summary: { added: 0, faults: [{ code, count: 1, firstLine: 2 }] },
    });
  });

  it('that repeats the id of an earlier line with other values, and not one that repeats the line', async () => {
    const line = '77,469,,A,GENERIC,,9998-01-01,9999-12-31,,,,,';
    const result = await importLines('promotions', HEADER, line, line, line.replace(',A,', ',B,'));
    expect(result.summary).toMatchObject({
      added: 1,
      unchanged: 1,
      faults: [{ code: 'ALREADY_DIFFERENT', firstLine: 4 }],
    });
  });
});
