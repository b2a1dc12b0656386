import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openScriptedPlatform, type ScriptedPlatform } from '../upstream/scripted-platform.js';
import { startGateway, type GatewayProcess } from './gateway-process.js';

const CERTIFICATE = join(import.meta.dirname, '../fixtures/tls/platform-certificate.pem');
const KEY = join(import.meta.dirname, '../fixtures/tls/platform-key.pem');

describe('a platform over https, whose certificate is signed by itself', { timeout: 60_000 }, () => {
  let folder: string;
  let platform: ScriptedPlatform;
  let gateway: GatewayProcess | null = null;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'promotion-gateway-tls-'));
    platform = await openScriptedPlatform({ key: await readFile(KEY), cert: await readFile(CERTIFICATE) });
    platform.answer = () => ({ body: { response: [{ result: { entityId: 555567088, issualId: '1' } }] } });
  });
  afterEach(async () => {
    gateway?.child.kill('SIGKILL');
    await gateway?.ended;
    await platform.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Enrols one customer by a gateway that runs with these settings in front of the platform. */
  async function enrol(settings: Record<string, string> = {}): Promise<unknown> {
    gateway = startGateway({
      DATA_DIR: join(folder, 'data'),
      DEMO: 'true',
      UPSTREAM_URL: platform.url,
      UPSTREAM_USERNAME: 'till',
      UPSTREAM_PASSWORD: 'secret',
      ...settings,
    });
    const answer = await fetch(`${await gateway.address()}/v2/promotion/bulk/enrolAndEarn`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('demo.till:demo123')}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        type: 'CUSTOMER',
        bulkAction: 'ENROL',
        promotionDetails: { programId: 469, promotionId: 57099 },
        identifierName: 'id',
        customers: [{ identifierValue: '555567088', source: 'INSTORE' }],
      }),
    });
    return answer.json();
  }

  /** What a process writes comes in a little later than what it answers. */
  const logged = (text: string) => vi.waitFor(() => expect(gateway?.output()).toContain(text), 5_000);

  const notDone = { failureCount: 1, response: [{ errors: [{ code: 503 }] }] };
  const done = { failureCount: 0, response: [{ result: { entityId: 555567088, issualId: '1' } }] };

  it('is sent nothing, not even where Node is set to trust every certificate; the log says why', async () => {
    expect(await enrol({ NODE_TLS_REJECT_UNAUTHORIZED: '0' })).toMatchObject(notDone);
    expect(platform.received).toEqual([]);
    await logged('"message":"self-signed certificate","code":"DEPTH_ZERO_SELF_SIGNED_CERT"');
  });

  it('is called where the operator trusts who signed it', async () => {
    expect(await enrol({ NODE_EXTRA_CA_CERTS: CERTIFICATE })).toMatchObject(done);
    expect(platform.received).toHaveLength(1);
  });

  it('is sent nothing where the certificate is trusted, but is not that of the host', async () => {
    const UPSTREAM_URL = platform.url.replace('127.0.0.1', 'localhost');
    expect(await enrol({ NODE_EXTRA_CA_CERTS: CERTIFICATE, UPSTREAM_URL })).toMatchObject(notDone);
    expect(platform.received).toEqual([]);
    await logged('"code":"ERR_TLS_CERT_ALTNAME_INVALID"');
  });
});
