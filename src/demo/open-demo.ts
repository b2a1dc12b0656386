/** Fills an empty store with the demo data. */

import type { Kysely } from 'kysely';
import type { Fault } from '../domain/errors/errors.js';
import { credentialStore } from '../postgres/reads/credential-store.js';
import type { Database } from '../postgres/schema.js';
import { storeFirstOrganisation } from '../postgres/store-organisation.js';
import type { ClientKind, StoredClient } from '../service/auth/credential-store.js';
import { SecretHasher } from '../service/auth/secret-hash.js';
import type { PromotionService } from '../service/promotion-service.js';
import { demoOpening } from './demo-opening.js';
import { demoCredentials, demoOrganisation } from './demo-organisation.js';
import { errorExamples } from './error-examples.js';
import { failureLab } from './failure-lab.js';

/** What a gateway offers on the demo organisation. */
export interface Demo {
  /** Whether this start filled the empty store. */
  readonly isNew: boolean;
  /** What GraphiQL shows. */
  readonly opening: typeof demoOpening;
  readonly errorExamples: Readonly<Record<Fault, string>>;
  /** Puts the failure lab around a service. */
  withFailures(service: PromotionService): PromotionService;
}

/** Whether the store accepts the public demo credentials; a client of the same name with a secret of its own is not public. */
export async function hasDemoCredentials(db: Kysely<Database>): Promise<boolean> {
  const { oauthKey, oauthSecret } = demoCredentials;
  return (await findDemoTill(db)) !== null || (await findClient(db, 'OAUTH', oauthKey, oauthSecret)) !== null;
}

/** Fills an empty store. Null when the store has other data, to which nothing of the demo applies. */
export async function openDemo(db: Kysely<Database>): Promise<Demo | null> {
  const isNew = await storeFirstOrganisation(db, demoOrganisation);
  const till = await findDemoTill(db);
  if (!till) return null;
  const { organisationId } = till.caller.organisation;
  return {
    isNew,
    opening: demoOpening,
    errorExamples,
    withFailures: (service) => failureLab(service, organisationId),
  };
}

function findDemoTill(db: Kysely<Database>): Promise<StoredClient | null> {
  return findClient(db, 'TILL', demoCredentials.till, demoCredentials.password);
}

/** The client that has this secret. */
async function findClient(
  db: Kysely<Database>,
  kind: ClientKind,
  key: string,
  secret: string,
): Promise<StoredClient | null> {
  const client = (await credentialStore(db).findByKeys(kind, [key])).get(key);
  if (!client) return null;
  const hashes = client.secrets.map(({ hash }) => hash);
  return (await new SecretHasher().findMatch(kind, hashes, secret)) === null ? null : client;
}
