import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { enrol } from '../../examples/typescript/enrol.js';
import type { Gateway } from '../../examples/typescript/gateway.js';
import { nextStep, type Result } from '../../examples/typescript/next-step.js';
import { demoCredentials } from '../../src/demo/demo-organisation.js';
import type { Fault } from '../../src/domain/errors/errors.js';
import { catalogue } from '../../src/domain/errors/error-catalogue.js';
import { generateExample } from '../../tools/generate-example.js';
import { openGateway, type TestGateway } from '../support/gateway.js';

const root = join(import.meta.dirname, '..', '..');
const folder = join(root, 'examples', 'typescript');

describe('what is generated for the example', () => {
  it('is up to date: else run `npm run examples`', async () => {
    const files = await generateExample(folder);
    expect(files.map(({ path }) => relative(folder, path))).toEqual([join('generated', 'operations.ts')]);
    for (const { path, text } of files) expect(readFileSync(path, 'utf8')).toBe(text);
  });
});

describe('the compiler', () => {
  const { config } = ts.readConfigFile(join(folder, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
  /** Files that no test changes, the libraries above all, are parsed once. */
  const parsed = new Map<string, ts.SourceFile | undefined>();

  /** What it says of the example, with something else in place of a text of one of its files. */
  function complaints(file?: string, from: string | RegExp = '', to = ''): string[] {
    const host = ts.createCompilerHost(options);
    const { getSourceFile } = host;
    host.getSourceFile = (path, language) => {
      if (file !== undefined && path.endsWith(`/${file}`)) {
        const text = readFileSync(path, 'utf8');
        const changed = text.replace(from, to);
        if (changed === text) throw new Error(`${file} does not hold ${String(from)}: adapt the test`);
        return ts.createSourceFile(path, changed, language);
      }
      if (!parsed.has(path)) parsed.set(path, getSourceFile(path, language));
      return parsed.get(path);
    };
    return ts
      .getPreEmitDiagnostics(ts.createProgram(fileNames, options, host))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
  }

  it('has nothing to say of the example', () => {
    expect(complaints()).toEqual([]);
  });

  it.each([
    {
      omission: 'a member of the union that the switch leaves out',
      file: 'next-step.ts',
      from: /case 'Success':\n.*\n/,
      to: '',
    },
    {
      omission: 'a disposition that the switch leaves out',
      file: 'next-step.ts',
      from: /case 'CHECK_THEN_RETRY':\n.*\n/,
      to: '',
    },
    {
      omission: 'a third member of the union',
      file: 'generated/operations.ts',
      from: "| { __typename: 'Success',",
      to: "| { __typename: 'Pending', index: number } | { __typename: 'Success',",
    },
    {
      omission: 'a fifth disposition',
      file: 'generated/operations.ts',
      from: 'export type PromotionErrorDisposition =',
      to: "export type PromotionErrorDisposition = 'ASK_A_HUMAN'",
    },
  ])('refuses $omission', ({ file, from, to }) => {
    expect(complaints(file, from, to)).toContainEqual(expect.stringContaining("type 'never'"));
  });

  it('lets a code pass that it does not know', () => {
    const grown = complaints(
      'generated/operations.ts',
      'export type PromotionErrorCode =',
      "export type PromotionErrorCode = 'CARD_BLOCKED'",
    );
    expect(grown).toEqual([]);
  });
});

describe('the next step', () => {
  it.each(Object.keys(catalogue) as Fault[])('after %s is that of its disposition', (fault) => {
    const { code, disposition, message } = catalogue[fault];
    const steps = {
      FIX_INPUT: 'ask the person',
      RETRY_SAME_KEY: 'send the same again',
      CHECK_THEN_RETRY: 'look what happened',
      STOP: 'tell the person',
    };
    const failure = { __typename: 'CustomerError', index: 0, code, disposition, message } as const;
    expect(nextStep({ ...failure, retryAfterMs: null }).do).toBe(steps[disposition]);
  });

  it('after a code that the app does not know says what the gateway says', () => {
    const failure = {
      __typename: 'CustomerError',
      index: 0,
      code: 'CARD_BLOCKED',
      disposition: 'STOP',
      message: 'The card is blocked',
      retryAfterMs: null,
    } as unknown as Result;
    expect(nextStep(failure)).toEqual({ do: 'tell the person', words: 'The card is blocked' });
  });
});

describe('the example, on a gateway with demo data', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await openDemo();
  });
  afterAll(() => gateway.close());

  async function openDemo(customersPerMinute: number | null = null): Promise<TestGateway> {
    const opened = await openGateway({ config: { demo: true, customersPerMinute } });
    await opened.app.server.listen({ port: 0, host: '127.0.0.1' });
    return opened;
  }

  /** The way to a gateway, and how long it waited, instead of waiting. */
  function reach(at: TestGateway, call: typeof fetch = fetch): Gateway & { readonly waits: number[] } {
    const { port } = at.app.server.server.address() as AddressInfo;
    const { till, password } = demoCredentials;
    const waits: number[] = [];
    return {
      url: `http://127.0.0.1:${port}/graphql`,
      authorization: `Basic ${Buffer.from(`${till}:${password}`).toString('base64')}`,
      fetch: call,
      sleep: async (milliseconds) => {
        waits.push(milliseconds);
        at.clock.advance(milliseconds);
      },
      waits,
    };
  }

  const input = (...mobiles: string[]) => ({
    programId: '469',
    promotionId: '57099',
    identifierName: 'MOBILE' as const,
    customers: mobiles.map((identifierValue) => ({ identifierValue, source: 'INSTORE' as const })),
  });
  const all = Array.from({ length: 100 }, (_, i) => String(919_000_000_001 + i));

  it('enrols one customer, and asks for the number of another', async () => {
    expect(await enrol(reach(gateway), input('11223569865', '910000000000'))).toEqual([
      { do: 'celebrate', issualId: '1', until: '2099-12-31T23:59:59.000Z' },
      { do: 'ask the person', words: 'We do not know this number. Is it the one you registered with?' },
    ]);
  });

  it('enrols once, though two answers are lost on the way', async () => {
    let calls = 0;
    const losing: typeof fetch = async (...request) => {
      const response = await fetch(...request);
      if (++calls <= 2) throw new TypeError('fetch failed');
      return response;
    };
    const way = reach(gateway, losing);
    expect(await enrol(way, input('919986000586'))).toMatchObject([{ do: 'celebrate', issualId: '2' }]);
    expect(calls).toBe(3);
    expect(way.waits).toHaveLength(2);
    // The next id is the next number: nothing was enrolled in between.
    expect(await enrol(way, input('919986000586'))).toMatchObject([{ issualId: '3' }]);
  });

  it('sends the same again after a 503 of a proxy before the gateway', async () => {
    let calls = 0;
    const busy: typeof fetch = (...request) =>
      ++calls === 1
        ? Promise.resolve(new Response('<html>', { status: 503, headers: { 'retry-after': '7' } }))
        : fetch(...request);
    const way = reach(gateway, busy);
    expect(await enrol(way, input('11223569865'))).toMatchObject([{ do: 'celebrate' }]);
    expect(way.waits).toEqual([7_000]);
  });

  it('gives up on credentials that are wrong, without asking again', async () => {
    const way = { ...reach(gateway), authorization: 'Basic eDp5' };
    await expect(enrol(way, input('1'))).rejects.toThrow('The credentials are not valid');
    expect(way.waits).toEqual([]);
  });

  it('gets a new token once where the old one has expired, and sends the same again', async () => {
    const way = reach(gateway);
    let renewals = 0;
    const renew = () => {
      renewals += 1;
      return Promise.resolve(way.authorization);
    };
    const steps = await enrol({ ...way, authorization: 'Bearer expired', renew }, input('919986000586'));
    expect(steps).toMatchObject([{ do: 'celebrate' }]);
    expect(renewals).toBe(1);
    const useless = () => {
      renewals += 1;
      return Promise.resolve('Bearer expired');
    };
    await expect(
      enrol({ ...way, authorization: 'Bearer expired', renew: useless }, input('919986000586')),
    ).rejects.toThrow('The credentials are not valid');
    expect(renewals).toBe(2);
    expect(way.waits).toEqual([]);
  });

  it('asks for the outcome by its key after the last attempt, without a wait before that', async () => {
    let calls = 0;
    const deaf: typeof fetch = async (...request) => {
      const response = await fetch(...request);
      if (++calls <= 5) throw new TypeError('fetch failed');
      return response;
    };
    const way = reach(gateway, deaf);
    expect(await enrol(way, input('919986000586'))).toMatchObject([{ do: 'celebrate' }]);
    expect(calls).toBe(6);
    expect(way.waits).toHaveLength(4);
  });

  it('waits as long as the gateway says where it asks for too much', async () => {
    const limited = await openDemo(100);
    onTestFinished(() => limited.close());
    const way = reach(limited);
    await enrol(way, input(...all));
    const steps = await enrol(way, input(...all.slice(0, 50)));
    expect(way.waits).toEqual([30_000]);
    expect(new Set(steps.map((step) => step.do))).toEqual(new Set(['celebrate']));
  });
});
