import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoCredentials } from '../../src/demo/demo-organisation.js';
import { openGateway, type TestGateway } from '../support/gateway.js';
import { run } from './run-client.js';

it('the OpenAPI document breaks no rule of Spectral that is an error', async () => {
  const args = ['lint', '../openapi.json', '--ruleset', 'spectral.yaml', '--fail-severity', 'error'];
  expect(await run('spectral', ...args)).toContain("No results with a severity of 'error' found");
});

describe('a client that is generated from the OpenAPI document', () => {
  let gateway: TestGateway;
  let baseUrl: string;
  beforeAll(async () => {
    await run('openapi-typescript', '../openapi.json', '--output', 'generated/rest.d.ts');
    await run('tsc', '--project', '.');
    gateway = await openGateway({ config: { demo: true } });
    baseUrl = await gateway.app.server.listen({ port: 0, host: '127.0.0.1' });
  });
  afterAll(() => gateway.close());

  it('is compiled, finds and enrols a customer, and learns why another was refused', async () => {
    const { till, password } = demoCredentials;
    const authorization = `Basic ${Buffer.from(`${till}:${password}`).toString('base64')}`;
    expect(JSON.parse(await run('node', 'dist/rest-client.js', baseUrl, authorization))).toMatchObject({
      found: { entity: 555567088 },
      answers: {
        response: [
          { result: { entityId: 555567088, promotionId: 57099, issualId: expect.any(String) } },
          { errors: [{ status: false, code: 8015, message: expect.any(String) }] },
        ],
        totalCount: 2,
        failureCount: 1,
      },
      refused: { status: 401 },
    });
  });
});
