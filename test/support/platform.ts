import { openGateway, type TestGateway, type TestGatewayOptions } from './gateway.js';
import type { TestOrganisation } from './organisation.js';

/** A second gateway of this project, listening on loopback: a platform that speaks the documented operations. */
export interface TestPlatform extends TestGateway {
  readonly url: string;
}

export async function openPlatform(options?: TestGatewayOptions): Promise<TestPlatform> {
  const gateway = await openGateway(options);
  const url = await gateway.app.server.listen({ port: 0, host: '127.0.0.1' });
  return { ...gateway, url };
}

/** What a gateway in front of a platform calls it with: the till of one of its organisations. */
export function tillOf({ till, password }: TestOrganisation) {
  return { scheme: 'Basic', username: till, password } as const;
}

/** The settings of a gateway in front of a platform. */
export function inFrontOf(url: string, organisation: TestOrganisation, timeoutMs = 10_000) {
  return { upstream: { url, timeoutMs, batchSize: 100, credential: tillOf(organisation) } };
}
