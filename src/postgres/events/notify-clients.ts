/** Notifies gateways of a changed client, in the statement that changes it. */

import type { ClientId } from '../../service/auth/credential-store.js';

/** The channel of notifications about clients. */
export const CLIENT_CHANNEL = 'client_change';

/**
 * The end of a statement that changes clients; gateways hear it when the transaction commits.
 * @param changed names the changed rows, with organisation_id and client_id
 * @param answer what the statement answers for each of them
 */
export function notifyingClients(changed: string, answer = '1 as changed'): string {
  return `select ${answer}, pg_notify('${CLIENT_CHANNEL}', organisation_id || ' ' || client_id) from ${changed}`;
}

/** @returns null for a foreign notification: every user of the database can write to the channel */
export function readClientNotification(payload: string): ClientId | null {
  const [, organisationId, clientId] = /^(\d{1,19}) (\d{1,19})$/.exec(payload) ?? [];
  return organisationId === undefined || clientId === undefined ? null : { organisationId, clientId };
}
