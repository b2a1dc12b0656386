import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { demoOpening } from '../src/demo/demo-opening.js';
import { demoCredentials, demoOrganisation } from '../src/demo/demo-organisation.js';
import { errorExamples } from '../src/demo/error-examples.js';
import { labCustomers } from '../src/demo/failure-lab.js';
import { readConfig, settings } from '../src/config.js';
import { catalogue, type Fault } from '../src/domain/errors.js';
import { statusOf } from '../src/domain/promotion.js';
import type { CustomerData, OrganisationData } from '../src/postgres/store-organisation.js';
import { fileList } from '../tools/file-list.js';
import { openGateway, type TestGateway } from './support/gateway.js';
import { openPlatform, type TestPlatform } from './support/platform.js';
import {
  examplesOf,
  fillPlaceholders,
  readCurl,
  tableAfter,
  type Example,
} from './support/readme-examples.js';

const root = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const readme = read('README.md');
const demoPage = read('docs/demo-data.md');
/** README and the page of demo data without their line breaks. */
const prose = `${readme} ${demoPage}`.replace(/\s+/g, ' ');
/** Where README says that the gateway listens. */
const ORIGIN = 'http://127.0.0.1:4000';

const examples = examplesOf(readme);

/** What a gateway answers to an example, as a reader sends it who has done what the page says so far. */
async function answerOf(
  { command }: Example,
  { app }: TestGateway,
  variables: Record<string, string>,
): Promise<unknown> {
  const { method, url, headers, body } = readCurl(command, variables);
  expect(url.origin).toBe(ORIGIN);
  const { pathname, search } = url;
  const response = await app.server.inject({
    method: method as 'POST',
    url: pathname + search,
    headers,
    ...(body !== undefined && { payload: body }),
  });
  const answer: unknown = response.json();
  const { accessToken } = (answer as { data?: { accessToken?: string } }).data ?? {};
  if (accessToken !== undefined) variables.TOKEN = accessToken;
  return answer;
}

describe("README's examples, on a fresh store, in their order", () => {
  let gateway: TestGateway;
  const variables: Record<string, string> = {};
  beforeAll(async () => {
    gateway = await openGateway({ config: { demo: true } });
  });
  afterAll(() => gateway.close());

  it('begin with the first sample of the specification, on both doors', () => {
    const [onGraphql, onRest] = examples.map(
      ({ command }) => JSON.parse(readCurl(command, { TOKEN: '' }).body!) as Record<string, unknown>,
    );
    expect(onRest).toEqual(JSON.parse(read('test/fixtures/request-enrol-one.json')));
    expect(onGraphql?.variables).toEqual({
      input: {
        programId: '469',
        promotionId: '57099',
        identifierName: 'ID',
        customers: [{ identifierValue: '555567088', source: 'INSTORE' }],
      },
    });
  });

  it.each(examples)('line $line answers what the page says', async (example) => {
    const actual = await answerOf(example, gateway, variables);
    expect(actual).toEqual(fillPlaceholders(example.answer, actual));
  });
});

describe("README's examples, sent to the gateway in front of another one", () => {
  let platform: TestPlatform;
  let gateway: TestGateway;
  const variables: Record<string, string> = {};
  beforeAll(async () => {
    platform = await openPlatform({ config: { demo: true } });
    const [, assignments = ''] = /^((?:[A-Z_]+=\S+ )+)npm start$/m.exec(readme) ?? [];
    const settings = Object.fromEntries(
      assignments
        .trim()
        .split(' ')
        .map((assignment) => assignment.split('=', 2)),
    ) as Record<string, string>;
    expect(settings.UPSTREAM_URL).toBe(ORIGIN);
    const { demo, upstream } = readConfig(settings);
    gateway = await openGateway({ config: { demo, upstream: { ...upstream!, url: platform.url } } });
  });
  afterAll(async () => {
    await gateway.close();
    await platform.close();
  });

  it.each(examples)('line $line answers what the page says, and what its section says', async (example) => {
    const actual = await answerOf(example, gateway, variables);
    const { extensions, ...answer } = actual as Record<string, unknown>;
    expect(answer).toEqual(fillPlaceholders(withoutExpiry(example.answer), actual));
    const isMutation = example.command.includes('"query": "mutation');
    expect(extensions).toEqual(isMutation ? { upstreamRequestId: expect.any(String) } : undefined);
  });

  it('have their effects at the other one', async () => {
    const reading = examples.at(-1)!;
    const actual = await answerOf(reading, platform, {});
    expect(actual).toEqual(reading.answer);
  });
});

/** A platform does not tell when something expires. */
function withoutExpiry(answer: unknown): unknown {
  return JSON.parse(JSON.stringify(answer), (name, value: unknown) => (name === 'expiresAt' ? null : value));
}

describe("README's tables", () => {
  it('of settings names those of src/config.ts, with their defaults', () => {
    const documented = tableAfter(readme, 'Settings', 'Variable');
    expect(documented.map(([name]) => name)).toEqual(Object.keys(settings.shape));
    const defaults = Object.entries(settings.shape).flatMap(([name, setting]) =>
      setting instanceof z.ZodDefault ? [[name, String(setting.def.defaultValue) || 'none']] : [],
    );
    expect(defaults.length).toBeGreaterThan(0);
    expect(documented.map(([name, fallback]) => [name, fallback])).toEqual(expect.arrayContaining(defaults));
  });

  it('of codes is the catalogue', () => {
    expect(tableAfter(readme, 'Codes', 'Code')).toEqual(
      Object.values(catalogue).map(({ code, restCode, scope, disposition, message }) => [
        code,
        String(restCode ?? ''),
        scope,
        disposition,
        message,
      ]),
    );
  });

  describe('of demo data', () => {
    let demo: OrganisationData;
    beforeAll(async () => {
      demo = await demoOrganisation();
    });

    it('has the promotions, with their status today', () => {
      expect(tableAfter(demoPage, 'Demo data', 'Promotion')).toEqual(
        demo.promotions.map((promotion) => [
          promotion.promotionId,
          promotion.name,
          promotion.kind,
          statusOf(promotion, new Date()),
          String(promotion.enrolmentLimit),
          String(promotion.earnLimit),
        ]),
      );
      expect(new Set(demo.promotions.map(({ program }) => program.programId))).toEqual(new Set(['469']));
      for (const { promotionId, promoIdentifier } of demo.promotions) {
        if (promoIdentifier === null) continue;
        expect(prose).toContain(
          `${promotionId} is also known by the \`promoIdentifier\` \`${promoIdentifier}\``,
        );
      }
    });

    it('has the customers: each of the samples, and of the generated ones the first and the last', () => {
      const rowOf = ({ customerId, identifiers }: CustomerData) => [
        customerId,
        ...['MOBILE', 'EMAIL'].map((name) => identifiers.find((own) => own.name === name)?.value ?? ''),
      ];
      const samples = demo.customers.slice(0, 3).map(rowOf);
      const generated = demo.customers.slice(3, -labCustomers.length).map(rowOf);
      const [first, last] = [generated[0]!, generated.at(-1)!];
      expect(tableAfter(demoPage, 'Demo data', 'Customer')).toEqual([
        ...samples,
        first.map((cell, i) => `${cell} … ${last[i]}`),
      ]);
      const lab = labCustomers.map(({ customer, fate }) => [...rowOf(customer), fate.fault]);
      expect(tableAfter(demoPage, 'Failure lab', 'Customer')).toEqual(lab);
      const sources = demo.customers.flatMap(({ identifiers }) => identifiers.map(({ source }) => source));
      expect(new Set(sources)).toEqual(new Set(['INSTORE']));
    });

    it('has an example for each fault of the catalogue', () => {
      const faults = Object.keys(catalogue) as Fault[];
      expect(tableAfter(demoPage, 'How to see each failure', 'Code')).toEqual(
        faults.map((fault) => [
          catalogue[fault].code,
          String(catalogue[fault].restCode ?? ''),
          errorExamples[fault],
        ]),
      );
    });

    it('has the tabs of GraphiQL, in their order', () => {
      const names = demoOpening.tabs.map(({ query }) => /^(?:query|mutation) (\w+)/m.exec(query)?.[1]);
      expect(tableAfter(read('docs/graphiql.md'), 'GraphiQL', 'Tab').map(([name]) => name)).toEqual(names);
    });

    it('has the credentials', () => {
      const { till, password, oauthKey, oauthSecret } = demoCredentials;
      expect(prose).toContain(`Till \`${till}\` with password \`${password}\``);
      expect(prose).toContain(`OAuth key \`${oauthKey}\` with secret \`${oauthSecret}\``);
    });
  });
});

const decisions = readdirSync(join(root, 'docs/decisions')).map((name) => `docs/decisions/${name}`);
const pages = ['docs/demo-data.md', 'docs/federation.md', 'docs/graphiql.md'];
const documents = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...pages, ...decisions];

describe('the documents', () => {
  it.each(documents)('%s links only to what is there', (document) => {
    const links = [...read(document).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
    const broken = links.filter(
      (target) => !target.startsWith('https:') && !leadsSomewhere(document, target),
    );
    expect(broken).toEqual([]);
  });

  it('docs/files.md lists each file of src with the first sentence of its first docblock', () => {
    expect(read('docs/files.md'), 'run: npm run files').toBe(fileList(join(root, 'src')));
  });

  it('ARCHITECTURE.md lists every decision', () => {
    const listed = [...read('ARCHITECTURE.md').matchAll(/\]\((docs\/decisions\/[^)#]+)\)/g)].map(
      ([, path]) => path,
    );
    expect([...new Set(listed)].sort()).toEqual(decisions.sort());
  });
});

function leadsSomewhere(document: string, target: string): boolean {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? document : join(dirname(document), path);
  if (!existsSync(join(root, file))) return false;
  return anchor === undefined || anchorsOf(read(file)).includes(anchor);
}

/** The anchors that headings get. */
function anchorsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
