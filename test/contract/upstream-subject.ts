import { sql } from 'kysely';
import { expect } from 'vitest';
import { callJournal } from '../../src/postgres/keys/call-journal.js';
import { accessGroups } from '../../src/service/caller.js';
import { hashTillPassword } from '../../src/service/auth/secret-hash.js';
import { openUpstream, type Upstream } from '../../src/upstream/upstream.js';
import { openMemoryStore } from '../support/embedded-store.js';
import { openPlatform } from '../support/platform.js';
import type { Dialect } from '../upstream/dialect.js';
import { openDialectPlatform } from '../upstream/dialect-platform.js';
import type { Subject } from './subject.js';

const PASSWORD = 'till-password';

/**
 * The service that has the work done by a platform: a second gateway, by its REST door.
 * @param dialect translates what this door answers
 */
export async function upstreamSubject(dialect: Dialect | null = null): Promise<Subject> {
  const platform = await openPlatform();
  const translator = dialect && (await openDialectPlatform(platform.url, dialect));
  const own = await openMemoryStore();
  const secretHash = await hashTillPassword(PASSWORD);
  const opened: Upstream[] = [];
  const defects: Error[] = [];
  const { clock, store, log } = platform;
  return {
    clock,
    store,
    clientsOf: (organisationId) => [
      { kind: 'TILL', key: `till.${organisationId}`, secretHash, access: accessGroups },
    ],
    serviceFor: (organisationId) => {
      const upstream = openUpstream({
        url: translator?.url ?? platform.url,
        credential: { scheme: 'Basic', username: `till.${organisationId}`, password: PASSWORD },
        timeoutMs: 20_000,
        journal: callJournal(own.db),
        clock,
        report: (error) => {
          throw error;
        },
      });
      opened.push(upstream);
      return upstream.service;
    },
    lookup: (customerId) => ({
      status: 'deferred',
      key: { identifierName: 'ID', value: customerId, source: 'ALL' },
    }),
    // The platform knows its own client, and gives the call a name of its own.
    recordedBy: () => ({ client: expect.any(String), request: expect.any(String) }),
    expiry: () => null,
    keys: { store: own, table: 'upstream_call' },
    keysSettled: async (organisationId) => {
      const { rows } = await sql<{ count: number }>`
        select count(*)::int as count from upstream_call
        where organisation_id = ${organisationId} and answer not like '%ISSUE_FAILED%'`.execute(own.db);
      return rows[0]?.count ?? 0;
    },
    /** What the platform logged of its own failures. */
    get defects() {
      const failures = log.splice(0).filter(({ msg }) => msg === 'Recording failed');
      defects.push(...failures.map(() => new Error('Recording failed')));
      return defects;
    },
    close: async () => {
      for (const upstream of opened) await upstream.close();
      await own.close();
      await translator?.close();
      await platform.close();
    },
  };
}
