import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoCredentials } from '../../src/demo/demo-organisation.js';
import { openGateway, type TestGateway } from '../support/gateway.js';

const SERVER = join(import.meta.dirname, '..', '..', 'examples', 'mcp', 'server.mjs');

interface ToolResult {
  readonly isError?: boolean;
  readonly content: readonly { readonly text: string }[];
  readonly structuredContent?: unknown;
}

describe('the MCP server, on a gateway with demo data', () => {
  let gateway: TestGateway;
  let server: ChildProcess;
  const waiting = new Map<number, (result: unknown) => void>();
  beforeAll(async () => {
    gateway = await openGateway({ config: { demo: true } });
    const address = await gateway.app.server.listen({ port: 0, host: '127.0.0.1' });
    const { till, password } = demoCredentials;
    const env = {
      GATEWAY_URL: `${address}/graphql`,
      GATEWAY_AUTHORIZATION: `Basic ${Buffer.from(`${till}:${password}`).toString('base64')}`,
    };
    server = spawn(process.execPath, [SERVER], { env, stdio: ['pipe', 'pipe', 'inherit'] });
    createInterface(server.stdout!).on('line', (line) => {
      const { id, result } = JSON.parse(line) as { id: number; result: unknown };
      waiting.get(id)?.(result);
    });
    const clientInfo = { name: 'test', version: '1' };
    await ask('initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo });
    send({ method: 'notifications/initialized' });
  });
  afterAll(async () => {
    const ended = once(server, 'exit');
    server.stdin?.end();
    await ended;
    await gateway.close();
  });

  const send = (message: object) =>
    server.stdin?.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  let last = 0;
  function ask(method: string, params: object): Promise<unknown> {
    const id = ++last;
    const answer = new Promise((resolve) => waiting.set(id, resolve));
    send({ id, method, params });
    return answer;
  }
  const call = (name: string, args: object) =>
    ask('tools/call', { name, arguments: args }) as Promise<ToolResult>;

  const enrol = {
    programId: '469',
    promotionId: '57099',
    identifierName: 'ID',
    identifierValues: ['555567088', '1'],
    idempotencyKey: 'basket-0001',
  };

  it('offers every mutation and the reads as tools', async () => {
    const { tools } = (await ask('tools/list', {})) as { tools: { name: string }[] };
    expect(tools.map(({ name }) => name)).toEqual([
      'enrol_customers',
      'earn_promotion',
      'revoke_enrolments',
      'revoke_earnings',
      'customer_promotions',
      'promotion_operation',
    ]);
  });

  it('refuses a mutation without a key, and one without a dry run before it', async () => {
    const keyless = { ...enrol, idempotencyKey: undefined };
    expect(await call('enrol_customers', { ...keyless, dryRun: true })).toMatchObject({ isError: true });
    const early = await call('enrol_customers', { ...enrol, dryRun: false });
    expect(early.isError).toBe(true);
    expect(early.content[0]?.text).toContain('dryRun: true');
  });

  it('acts after a dry run, once for a key, with both members of the union intact', async () => {
    const results = [
      { __typename: 'Success', index: 0, issualId: expect.anything() },
      { __typename: 'CustomerError', index: 1, code: 'CUSTOMER_NOT_FOUND', disposition: 'FIX_INPUT' },
    ];
    const dry = await call('enrol_customers', { ...enrol, dryRun: true });
    expect(dry.structuredContent).toMatchObject({ enrolCustomers: { status: 'PARTIAL_SUCCESS' } });
    const first = await call('enrol_customers', { ...enrol, dryRun: false });
    expect(first.structuredContent).toMatchObject({ enrolCustomers: { status: 'PARTIAL_SUCCESS', results } });
    const again = await call('enrol_customers', { ...enrol, dryRun: false });
    expect(again.structuredContent).toEqual(first.structuredContent);
    const { idempotencyKey } = enrol;
    const operation = await call('promotion_operation', { idempotencyKey });
    expect(operation.structuredContent).toMatchObject({ promotionOperation: { results } });
  });

  it('reads the promotions of a customer', async () => {
    const { structuredContent } = await call('customer_promotions', {
      identifierName: 'ID',
      identifierValue: '555567088',
    });
    expect(structuredContent).toMatchObject({ loyaltyCustomer: { id: '555567088' } });
  });
});
