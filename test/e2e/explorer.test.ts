import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page, Response } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { describeWithBrowser, openBrowser, type TestBrowser } from '../support/browser.js';
import { CONTRAST } from '../support/contrast.js';
import { openGateway, type TestGateway } from '../support/gateway.js';
import { addressOf } from '../support/subscribing.js';
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
      'Watch',
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

  it('shows in Watch what Enrol records', async () => {
    await runTab('Watch');
    const watching = page.getByRole('button', { name: 'Stop query' });
    await watching.waitFor();
    const body = JSON.stringify({
      query: `mutation { enrolCustomers(input: { programId: 469, promotionId: 57099, identifierName: ID,
        customers: [{ identifierValue: "600000001" }] }) { status } }`,
    });
    const headers = {
      authorization: `Basic ${btoa('demo.till:demo123')}`,
      'content-type': 'application/json',
    };
    // The page does not show when its subscription has begun, and an enrolment before it would go unseen.
    const seen = result().getByText('"customerPromotionChanged"');
    await vi.waitFor(
      async () => {
        await fetch(`${address}/graphql`, { method: 'POST', headers, body });
        expect(await seen.count()).toBeGreaterThan(0);
      },
      { timeout: 20_000, interval: 300 },
    );
    await watching.click();
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

describeWithBrowser('GraphiQL without the demo data, in a browser', () => {
  let gateway: TestGateway;
  let browser: TestBrowser;
  beforeAll(async () => {
    gateway = await openGateway({ config: { graphiql: true, introspection: false } });
    await gateway.app.server.listen({ port: 0, host: '127.0.0.1' });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await gateway.close();
  });

  it('greets without a request that is refused, and says which setting lets it read the schema', async () => {
    const page = await browser.context.newPage();
    const refused: number[] = [];
    page.on('response', (response) => {
      if (response.status() === 401) refused.push(response.status());
    });
    await page.goto(`http://${await addressOf(gateway)}/graphiql`);
    const result = page.getByRole('region', { name: 'Result Window' });
    await result.getByText('Put your credential into Headers').waitFor();
    expect(refused).toEqual([]);
    const { authorization } = await gateway.organisation();
    await page.locator('.graphiql-editor-tool').click();
    await page.keyboard.press('Control+A');
    // The editor closes the string and the object by itself.
    await page.keyboard.insertText(JSON.stringify({ authorization }).slice(0, -2));
    await page.getByRole('button', { name: 'Re-fetch GraphQL schema' }).click();
    await result.getByText('INTROSPECTION=true').waitFor();
    expect(refused).toEqual([]);
  });

  it.each(['light', 'dark'] as const)('is readable in what is ours, on a %s screen', async (colorScheme) => {
    const other = await browser.context.newPage();
    await other.emulateMedia({ colorScheme });
    await other.goto(`http://${await addressOf(gateway)}/graphiql`);
    await other.locator('.graphiql-logo').waitFor();
    await other.locator('.view-line').first().waitFor();
    const texts = ['.graphiql-logo', '.graphiql-query-editor .view-line:first-child span span'];
    // The editor takes its colours over after it was drawn.
    await vi.waitFor(
      async () => {
        for (const text of texts) {
          const ratio = await other.evaluate<number>(`(${CONTRAST})(document.querySelector('${text}'))`);
          expect(ratio, text).toBeGreaterThanOrEqual(4.5);
        }
      },
      { timeout: 10_000 },
    );
    await other.close();
  });

  it('fits a phone: the operation, its button and its answer are on the screen', async () => {
    const phone = await browser.context.newPage();
    await phone.setViewportSize({ width: 390, height: 844 });
    await phone.goto(`http://${await addressOf(gateway)}/graphiql`);
    await phone.getByRole('button', { name: 'Execute query' }).waitFor();
    for (const part of [
      '.graphiql-query-editor',
      '.graphiql-execute-button',
      '.graphiql-response',
      '.graphiql-sidebar',
    ]) {
      const box = await phone.locator(part).boundingBox();
      expect(box, part).toMatchObject({ x: expect.any(Number) });
      const { x = 0, y = 0, width = 0, height = 0 } = box ?? {};
      expect([x >= 0, y >= 0, x + width <= 390, y + height <= 844], part).toEqual([true, true, true, true]);
      if (part !== '.graphiql-execute-button') expect(width, part).toBeGreaterThan(300);
    }
    await phone.screenshot({ path: 'test-results/graphiql-phone.png' });
    await phone.close();
  });
});
