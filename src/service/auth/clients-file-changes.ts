/** Decides what the file of CLIENTS_FILE changes in the store. */

import type { ClientId } from './credential-store.js';
import { InvalidClientsFile, type ClientsFile, type FileClient } from './clients-file.js';

/** A client as the store has it. */
export interface KnownClient extends ClientId {
  readonly kind: FileClient['kind'];
  readonly key: string;
  readonly secretHash: string;
  /** The hash that the file had when it was last applied; null where it never had the client. */
  readonly fileSecretHash: string | null;
  readonly previousWorks: boolean;
  readonly access: readonly string[];
  readonly tokenTtlSeconds: number;
  readonly active: boolean;
}

/** The change of an existing client. */
export interface ClientChange {
  readonly client: FileClient;
  readonly known: KnownClient;
  /** Whether the hash of the file becomes the newest secret; the one before works on for a while. */
  readonly rotates: boolean;
}

/** The changes by the file; none where it was applied before. */
export interface ClientsFileChanges {
  readonly created: readonly FileClient[];
  readonly changed: readonly ClientChange[];
}

/**
 * Compares the file with the store. A secret that a command has rotated stays as it is until the file has another hash,
 * and a revoked client stays revoked.
 * @param known the clients with the keys of the file
 * @param organisationIds the organisations of the store and of the file
 * @throws InvalidClientsFile where a client cannot be there
 */
export function changesBy(
  { clients }: ClientsFile,
  known: readonly KnownClient[],
  organisationIds: ReadonlySet<string>,
): ClientsFileChanges {
  const byKey = new Map(known.map((one) => [`${one.kind} ${one.key}`, one]));
  const created: FileClient[] = [];
  const changed: ClientChange[] = [];
  const faults: string[] = [];
  for (const client of clients) {
    const found = byKey.get(`${client.kind} ${client.key}`);
    const fault = faultOf(client, found, organisationIds);
    if (fault !== null) faults.push(`line ${client.line}: ${fault}`);
    else if (!found) created.push(client);
    else if (differs(client, found)) changed.push({ client, known: found, rotates: rotates(client, found) });
  }
  if (faults.length > 0) throw new InvalidClientsFile(faults);
  return { created, changed };
}

function faultOf(
  { key, organisationId }: FileClient,
  known: KnownClient | undefined,
  organisationIds: ReadonlySet<string>,
): string | null {
  if (!organisationIds.has(organisationId)) {
    return `There is no organisation ${organisationId}: add it to the organisations of the file`;
  }
  if (known && known.organisationId !== organisationId) {
    return `The key ${key} is taken: keys are unique among all clients of a kind, so choose another`;
  }
  return null;
}

function differs(client: FileClient, known: KnownClient): boolean {
  return (
    client.secretHash !== known.fileSecretHash ||
    client.tokenTtlSeconds !== known.tokenTtlSeconds ||
    (client.revoked && known.active) ||
    [...client.access].sort().join() !== [...known.access].sort().join()
  );
}

function rotates({ secretHash }: FileClient, known: KnownClient): boolean {
  return secretHash !== known.fileSecretHash && secretHash !== known.secretHash;
}
