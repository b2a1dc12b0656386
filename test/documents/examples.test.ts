import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.js';
import { openGateway, type TestGateway } from '../support/gateway.js';
import { examplesOf, fillPlaceholders, readCurl, type Example } from '../support/page-examples.js';
import { pagesIn, readPage } from '../support/pages.js';
import { openPlatform, type TestPlatform } from '../support/platform.js';

/** Where the pages say that the gateway listens. */
const ORIGIN = 'http://127.0.0.1:4000';

/** Every page that has calls of the gateway with their answers; those of a supergraph are sent by test/federation. */
const pages = ['README.md', ...pagesIn('docs')]
  .map((page) => ({
    page,
    examples: examplesOf(readPage(page)).filter(({ command }) => command.includes(ORIGIN)),
  }))
  .filter(({ examples }) => examples.length > 0);
/** A platform does not say which ids a dry run would have. */
const pagesOfPlatforms = pages.filter(({ page }) => page !== 'docs/never-twice.md');

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

it('README and the page of REST begin with the first sample of the documented operation', () => {
  const [onGraphql, onRest] = ['README.md', 'docs/rest.md'].map((page) => {
    const [first] = examplesOf(readPage(page));
    return JSON.parse(readCurl(first!.command).body!) as Record<string, unknown>;
  });
  expect(onRest).toEqual(JSON.parse(readPage('test/fixtures/request-enrol-one.json')));
  expect(onGraphql?.variables).toEqual({
    input: {
      programId: '469',
      promotionId: '57099',
      identifierName: 'ID',
      customers: [{ identifierValue: '555567088', source: 'INSTORE' }],
    },
  });
});

describe.each(pages)('on a fresh store, in their order, the calls of $page', ({ examples }) => {
  let gateway: TestGateway;
  const variables: Record<string, string> = {};
  beforeAll(async () => {
    gateway = await openGateway({ config: { demo: true } });
  });
  afterAll(() => gateway.close());

  it.each(examples)('line $line answers what the page says', async (example) => {
    const actual = await answerOf(example, gateway, variables);
    expect(actual).toEqual(fillPlaceholders(example.answer, actual));
  });
});

describe.each(pagesOfPlatforms)('in front of another gateway the calls of $page', ({ examples }) => {
  let platform: TestPlatform;
  let gateway: TestGateway;
  const variables: Record<string, string> = {};
  beforeAll(async () => {
    platform = await openPlatform({ config: { demo: true } });
    const { demo, upstream } = readConfig(settingsOfSecondGateway());
    gateway = await openGateway({ config: { demo, upstream: { ...upstream!, url: platform.url } } });
  });
  afterAll(async () => {
    await gateway.close();
    await platform.close();
  });

  it.each(examples)('line $line answers what the page says, but for two points', async (example) => {
    const actual = await answerOf(example, gateway, variables);
    const { extensions, ...answer } = actual as Record<string, unknown>;
    expect(answer).toEqual(fillPlaceholders(withoutExpiry(example.answer), actual));
    const isMutation = example.command.includes('"query": "mutation');
    expect(extensions).toEqual(isMutation ? { upstreamRequestId: expect.any(String) } : undefined);
  });

  it('have their effects at the other one', async () => {
    const reading = examplesOf(readPage('docs/reading.md')).at(-1)!;
    const [atGateway, atPlatform] = await Promise.all([
      answerOf(reading, gateway, {}),
      answerOf(reading, platform, {}),
    ]);
    expect(atGateway).toEqual(atPlatform);
    expect(JSON.stringify(atPlatform)).toMatch(/"promotions":{"totalCount":1,"nodes":\[{/);
  });
});

/** The settings that the page about platforms starts its second gateway with. */
function settingsOfSecondGateway(): Record<string, string> {
  const [, assignments = ''] = /^((?:[A-Z_]+=\S+ )+)npm start$/m.exec(readPage('docs/platform.md')) ?? [];
  const settings = Object.fromEntries(
    assignments
      .trim()
      .split(' ')
      .map((assignment) => assignment.split('=', 2)),
  ) as Record<string, string>;
  expect(settings.UPSTREAM_URL).toBe(ORIGIN);
  return settings;
}

/** A platform does not report when an enrolment expires. */
function withoutExpiry(answer: unknown): unknown {
  return JSON.parse(JSON.stringify(answer), (name, value: unknown) => (name === 'expiresAt' ? null : value));
}
