import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page, Response } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithBrowser, openBrowser, type TestBrowser } from '../support/browser.js';
import { startGateway, type GatewayProcess } from './gateway-process.js';

const MOST_BYTES = 3_000_000;
const MOST_MS = 2_000;
/** A machine that is busy with other tests is slow at times; a page that is slow is so each time. */
const LOADS = 8;

describeWithBrowser('GraphiQL on the demo data, in a browser', () => {
  let folder: string;
  let gateway: GatewayProcess;
  let browser: TestBrowser;
  let address: string;
  let page: Page;
  /** All that the browser was sent since it was opened, to whichever part of the page. */
  const responses: Response[] = [];
  const complaints: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'promotion-gateway-explorer-'));
    gateway = startGateway({ DATA_DIR: join(folder, 'data') });
    address = await gateway.address();
    browser = await openBrowser();
    const { context } = browser;
    context.on('response', (response) => responses.push(response));
    context.on('requestfailed', (request) => complaints.push(`${request.url()} failed`));
    context.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    context.on('weberror', (error) => complaints.push(error.error().message));
    page = await context.newPage();
  });
  afterAll(async () => {
    await browser.close();
    gateway.child.kill('SIGKILL');
    await gateway.ended;
    await rm(folder, { recursive: true, force: true });
  });

  const execute = () => page.getByRole('button', { name: 'Execute query' });
  const result = () => page.getByRole('region', { name: 'Result Window' });
  const editor = (of: string) => page.locator(`.graphiql-${of}`);

  async function runTab(name: string): Promise<void> {
    await page.getByRole('tab', { name }).click();
    // For 100 ms by the page's clock GraphiQL still takes the operation for that of the tab before.
    await page.evaluate('new Promise((done) => setTimeout(done, 200))');
    await execute().click();
  }

  /** @returns after how many milliseconds an operation can be read, edited and run */
  async function load(): Promise<number> {
    await page.goto(`${address}/graphiql`);
    await execute().waitFor();
    await editor('query-editor').getByText('EnrolCustomersInput').waitFor();
    return page.evaluate('performance.now()');
  }

  it('opens on a tab for everything the gateway does, with variables and the credential filled in', async () => {
    await load();
    const tabs = await page.getByRole('tab').allInnerTexts();
    expect(tabs).toEqual([
      'Enrol',
      'Earn',
      'PartialFailure',
      'CustomerPromotions',
      'Revoke',
      'ErrorCatalogue',
    ]);
    await editor('editor-tool').getByText('"600000001"').waitFor();
    await page.getByRole('button', { name: 'Headers' }).click();
    await editor('editor-tool')
      .getByText(`"Basic ${btoa('demo.till:demo123')}"`)
      .waitFor();
    await page.getByRole('button', { name: 'Variables' }).click();
  });

  it('runs an enrolment, and shows which member of the union came of it', async () => {
    await execute().click();
    await result().getByText('"Success"', { exact: true }).waitFor();
    await result().getByText('"test enroll and issue"').waitFor();
    await page.screenshot({ path: 'test-results/graphiql.png' });
  });

  it('shows both members where some customers fail', async () => {
    await runTab('PartialFailure');
    await result().getByText('"PARTIAL_SUCCESS"').waitFor();
    await result().getByText('"Success"', { exact: true }).waitFor();
    await result().getByText('"CUSTOMER_NOT_FOUND"').waitFor();
    await page.screenshot({ path: 'test-results/graphiql-partial-failure.png' });
  });

  it('has the documentation of the schema', async () => {
    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    const docs = page.getByRole('region', { name: 'Documentation Explorer' });
    await docs.getByRole('link', { name: 'PromotionResult' }).click();
    await docs.getByText('The result for one customer').waitFor();
    await page.screenshot({ path: 'test-results/graphiql-docs.png' });
    await page.getByRole('button', { name: 'Hide Documentation Explorer' }).click();
  });

  it('completes the members of the union', async () => {
    await page.getByRole('button', { name: 'New tab' }).click();
    await editor('query-editor').click();
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText('query { promotionOperation(idempotencyKey: "1") { results { ... on ');
    await page.keyboard.press('Control+Space');
    const suggestions = page.locator('.suggest-widget');
    for (const member of ['Success', 'CustomerError']) {
      await suggestions.getByRole('option', { name: member }).waitFor();
    }
    await page.screenshot({ path: 'test-results/graphiql-completion.png' });
  });

  it('has the credential after a reload as well', async () => {
    await page.reload();
    await runTab('CustomerPromotions');
    await result().getByText('"AVAILABLE_TO_EARN"').waitFor();
  });

  it('sent requests to the gateway only, and the browser logged no complaint', () => {
    const hosts = new Set(responses.map((response) => new URL(response.url()).origin));
    expect(hosts).toEqual(new Set([address]));
    expect(complaints).toEqual([]);
  });

  it('runs under a strict policy', () => {
    const document = responses.find((response) => response.url() === `${address}/graphiql/`);
    expect(document?.headers()['content-security-policy']?.split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "worker-src 'self'",
      "style-src 'self' 'unsafe-inline'",
      "font-src 'self' data:",
      "img-src 'self' data:",
      "connect-src 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "form-action 'none'",
    ]);
  });

  it(`is less than ${MOST_BYTES} bytes, all of it compressed`, () => {
    const files = new Map(
      responses
        .filter((response) => response.status() === 200)
        .map((response) => [response.url(), response.headers()]),
    );
    const sizes = [...files.values()].map((headers) => Number(headers['content-length']));
    expect(sizes.length).toBeGreaterThan(10);
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(MOST_BYTES);
    for (const [url, headers] of files) {
      if (/\.(js|css)$/.test(url)) expect(headers['content-encoding'], url).toBe('br');
    }
  });

  it(`can be used within ${MOST_MS} ms`, { timeout: 120_000 }, async () => {
    const session = await browser.context.newCDPSession(page);
    const taken: number[] = [];
    while (taken.length < LOADS && !taken.some((ms) => ms < MOST_MS)) {
      await page.goto('about:blank');
      await session.send('Network.clearBrowserCache');
      await session.send('Storage.clearDataForOrigin', { origin: address, storageTypes: 'all' });
      taken.push(await load());
    }
    expect(Math.min(...taken), `of ${taken.join(', ')} ms`).toBeLessThan(MOST_MS);
  });
});
