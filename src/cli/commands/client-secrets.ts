/** The commands about the secrets of a client: rotate, end-rotation and revoke. */

import type { Command } from 'commander';
import { endRotation, revokeClient, rotateSecret } from '../../postgres/administration/client-secrets.js';
import { listClients, type ClientRow } from '../../postgres/administration/clients.js';
import type { Store } from '../../postgres/store.js';
import type { ClientKind } from '../../service/auth/credential-store.js';
import { CommandFailed, printerOf, withStore, type CommandContext, type CommonOptions } from '../context.js';
import { newSecret, type SecretOptions } from '../new-secret.js';
import { graceOption, idOption, keyArgument, kindName, kindNames, kindOption } from '../options.js';

const DEFAULT_GRACE = '7d';
/** Gateways that do not listen remember a client for so long. */
const HEARD = 'within 30 seconds, and at once by gateways with SUBSCRIPTIONS=true';

interface NamedOptions extends CommonOptions {
  readonly organisation?: string;
  readonly kind?: ClientKind;
}

interface RotateOptions extends NamedOptions, SecretOptions {
  readonly oldWorksFor: number;
}

/** Adds the commands about secrets to the group of clients. */
export function secretCommands(group: Command, context: CommandContext): void {
  named(group, 'rotate', 'give a client a new secret, and print it this once; the old one works for a while')
    .option(
      '--old-works-for <duration>',
      'how long the old secret works; 0 ends it now',
      graceOption,
      graceOption(DEFAULT_GRACE),
    )
    .option('--password-stdin', 'read a password of your own from standard input')
    .addHelpText('after', '\nExample:\n  promotion-gateway clients rotate till.1 --old-works-for 7d')
    .action((key: string, options: RotateOptions) => rotate(context, key, options));
  named(group, 'end-rotation', 'end the old secret of a client now')
    .addHelpText('after', '\nExample:\n  promotion-gateway clients end-rotation till.1')
    .action((key: string, options: NamedOptions) => end(context, key, options));
  named(group, 'revoke', 'refuse a client from now on')
    .addHelpText('after', '\nExample:\n  promotion-gateway clients revoke till.1')
    .action((key: string, options: NamedOptions) => revoke(context, key, options));
}

/** A command about one client, which its key names. */
function named(group: Command, name: string, description: string): Command {
  return group
    .command(name)
    .description(description)
    .argument('<key>', 'key of the client', keyArgument)
    .option('--organisation <id>', 'organisation of the client', idOption)
    .option('--kind <kind>', 'kind of the client, where two have the key', kindOption)
    .option('--json', 'print JSON');
}

async function rotate(context: CommandContext, key: string, options: RotateOptions): Promise<void> {
  const { secret, until } = await withStore(context, async (store) => {
    const client = await findClient(store, key, options);
    const made = await newSecret(context, client.kind, options);
    const until = await rotateClient(store, client, made.secretHash, options.oldWorksFor);
    return { secret: made.secret, until };
  });
  const shown =
    secret === null ? `${key} has a new secret.` : `${key} has a new secret, shown this once: ${secret}`;
  const oldWorksUntil = until?.toISOString() ?? null;
  const old =
    oldWorksUntil === null
      ? `Its old one is refused ${HEARD}.`
      : `Its old one works until ${oldWorksUntil}; promotion-gateway clients end-rotation ${key} ends it before.`;
  const object = { key, ...(secret !== null && { secret }), oldWorksUntil };
  printerOf(context, options).print(`${shown}\n${old}`, object);
}

/** @returns until when the old secret works; null where it ended */
async function rotateClient(
  { db }: Store,
  { key, organisationId, clientId }: ClientRow,
  secretHash: string,
  oldWorksForSeconds: number,
): Promise<Date | null> {
  const rotated = await rotateSecret(db, { organisationId, clientId, secretHash, oldWorksForSeconds });
  switch (rotated.status) {
    case 'rotated':
      return rotated.oldWorksUntil;
    case 'revoked':
      throw new CommandFailed(`${key} is revoked: create another client.`);
    case 'under way':
      throw new CommandFailed(
        `${key} has two secrets already, and the older one works until ${rotated.olderWorksUntil.toISOString()}. Wait until then, or end it with promotion-gateway clients end-rotation ${key}.`,
      );
  }
}

async function end(context: CommandContext, key: string, options: NamedOptions): Promise<void> {
  const ended = await withStore(context, async (store) =>
    endRotation(store.db, await findClient(store, key, options)),
  );
  const text = ended
    ? `The old secret of ${key} is refused ${HEARD}.`
    : `${key} has one secret only: no rotation is under way.`;
  printerOf(context, options).print(text, { key, ended });
}

async function revoke(context: CommandContext, key: string, options: NamedOptions): Promise<void> {
  const { client, isNew } = await withStore(context, async (store) => {
    const found = await findClient(store, key, options);
    return { client: found, isNew: await revokeClient(store.db, found) };
  });
  const kind = kindName(client.kind);
  const text = isNew ? `${key} is revoked: every gateway refuses it ${HEARD}.` : `${key} was revoked before.`;
  printerOf(context, options).print(text, { key, kind, revoked: true });
}

/** The one client that a command names. */
async function findClient(
  { db }: Store,
  key: string,
  { organisation, kind }: NamedOptions,
): Promise<ClientRow> {
  const clients = await listClients(db, organisation ?? null);
  const found = clients.filter((one) => one.key === key && (kind === undefined || one.kind === kind));
  const [client, ...others] = found;
  if (client === undefined)
    throw new CommandFailed(`There is no client ${key}: see promotion-gateway clients list.`);
  if (others.length > 0) {
    throw new CommandFailed(
      `A till and an OAuth client have the key ${key}: add --kind ${kindNames.join(' or --kind ')}.`,
    );
  }
  return client;
}
