/** Merges look-ups of clients. */

import type DataLoader from 'dataloader';
import { ConcurrencyLimit } from '../batching/concurrency-limit.js';
import { limitedLoader } from '../batching/limited-loader.js';
import type { ClientKind, CredentialStore, StoredClient } from './credential-store.js';
import type { Patience } from '../waiting-line.js';

interface ClientKey {
  readonly kind: ClientKind;
  readonly key: string;
}

/** Finds active clients by their keys, or null. */
export type ClientLoader = DataLoader<ClientKey, StoredClient | null>;

const MAX_BATCH = 100;

/**
 * Merges look-ups that come in at the same time, and remembers nothing. It has at most one statement for each kind of
 * client under way, however many callers there are.
 */
export function clientLoader(store: CredentialStore, patienceMs: Patience): ClientLoader {
  return limitedLoader({
    limit: new ConcurrencyLimit(1, patienceMs),
    maxBatchSize: MAX_BATCH,
    find: (wanted: readonly ClientKey[]) => findClients(store, wanted),
  });
}

async function findClients(
  store: CredentialStore,
  wanted: readonly ClientKey[],
): Promise<(StoredClient | null)[]> {
  const keysOf = (kind: ClientKind) => [
    ...new Set(wanted.filter((one) => one.kind === kind).map(({ key }) => key)),
  ];
  const find = async (kind: ClientKind) => {
    const keys = keysOf(kind);
    return keys.length === 0 ? new Map<string, StoredClient>() : store.findByKeys(kind, keys);
  };
  const [tills, oauthClients] = await Promise.all([find('TILL'), find('OAUTH')]);
  const found: Record<ClientKind, ReadonlyMap<string, StoredClient>> = { TILL: tills, OAUTH: oauthClients };
  return wanted.map(({ kind, key }) => found[kind].get(key) ?? null);
}
