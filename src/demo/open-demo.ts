/** Fills an empty store with the demo data. */

import type { Kysely } from 'kysely';
import type { Fault } from '../domain/errors.js';
import { credentialStore } from '../postgres/reads/credential-store.js';
import type { Database } from '../postgres/schema.js';
import { storeFirstOrganisation } from '../postgres/store-organisation.js';
import type { ClientKind } from '../service/auth/credential-store.js';
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
  const { till, password, oauthKey, oauthSecret } = demoCredentials;
  const store = credentialStore(db);
  const hasher = new SecretHasher();
  const isAccepted = async (kind: ClientKind, key: string, secret: string) => {
    const client = (await store.findByKeys(kind, [key])).get(key);
    return client !== undefined && hasher.matches(kind, client.secretHash, secret);
  };
  return (await isAccepted('TILL', till, password)) || isAccepted('OAUTH', oauthKey, oauthSecret);
}

/** Fills an empty store. Null when the store has other data, to which nothing of the demo applies. */
export async function openDemo(db: Kysely<Database>): Promise<Demo | null> {
  const isNew = await storeFirstOrganisation(db, demoOrganisation);
  const tills = await credentialStore(db).findByKeys('TILL', [demoCredentials.till]);
  const till = tills.get(demoCredentials.till);
  if (!till) return null;
  const { organisationId } = till.caller.organisation;
  return {
    isNew,
    opening: demoOpening,
    errorExamples,
    withFailures: (service) => failureLab(service, organisationId),
  };
}
