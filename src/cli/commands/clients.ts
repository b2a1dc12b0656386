/** The commands about clients. */

import type { Command } from 'commander';
import {
  createClient,
  listClients,
  revokeClient,
  type ClientRow,
} from '../../postgres/administration/clients.js';
import { findOrganisation } from '../../postgres/administration/organisations.js';
import type { Store } from '../../postgres/store.js';
import type { ClientKind } from '../../service/auth/credential-store.js';
import { hashMadeSecret, makeSecret } from '../../service/auth/machine-secret.js';
import { hashSecret, hashTillPassword } from '../../service/auth/secret-hash.js';
import type { Access } from '../../service/caller.js';
import { CommandFailed, printerOf, withStore, type CommandContext, type CommonOptions } from '../context.js';
import { readPassword } from '../password.js';
import {
  accessOption,
  idOption,
  keyArgument,
  kindName,
  kindNames,
  kindOption,
  tokenLifeOption,
} from '../options.js';

interface CreateOptions extends CommonOptions {
  readonly organisation: string;
  readonly kind: ClientKind;
  readonly access: readonly Access[];
  readonly tokenLife: number;
  readonly passwordStdin?: true;
}

interface ListOptions extends CommonOptions {
  readonly organisation?: string;
}

interface NamedOptions extends ListOptions {
  readonly kind?: ClientKind;
}

/** Adds the commands about clients to the program. */
export function clientCommands(program: Command, context: CommandContext): void {
  const group = program.command('clients').description('create, list and revoke clients');
  group
    .command('create')
    .description('create a client, and print its secret this once')
    .argument('<key>', 'name of a till, or key of an OAuth client', keyArgument)
    .requiredOption('--organisation <id>', 'organisation of the client', idOption)
    .requiredOption('--kind <kind>', kindNames.join(' or '), kindOption)
    .requiredOption('--access <groups>', 'comma-separated access groups', accessOption)
    .option('--token-life <duration>', 'how long tokens of an OAuth client live', tokenLifeOption, 300)
    .option('--password-stdin', 'read a password of your own from standard input')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  promotion-gateway clients create till.1 --organisation 1001 --kind till --access customer:read,customer:write',
    )
    .action((key: string, options: CreateOptions) => create(context, key, options));
  group
    .command('list')
    .description('list clients, never with their secrets')
    .option('--organisation <id>', 'only those of this organisation', idOption)
    .option('--json', 'print JSON, an object a line')
    .addHelpText('after', '\nExample:\n  promotion-gateway clients list --organisation 1001')
    .action((options: ListOptions) => list(context, options));
  group
    .command('revoke')
    .description('refuse a client from now on')
    .argument('<key>', 'key of the client', keyArgument)
    .option('--organisation <id>', 'organisation of the client', idOption)
    .option('--kind <kind>', 'kind of the client, where two have the key', kindOption)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  promotion-gateway clients revoke till.1')
    .action((key: string, options: NamedOptions) => revoke(context, key, options));
}

async function create(context: CommandContext, key: string, options: CreateOptions): Promise<void> {
  const { organisation: organisationId, kind, access, tokenLife: tokenTtlSeconds } = options;
  const password = options.passwordStdin ? await readPassword(context.input) : null;
  const secret = password ?? makeSecret();
  const secretHash = password === null ? hashMadeSecret(kind, secret) : await hashPassword(kind, password);
  await withStore(context, async ({ db }) => {
    if (!(await findOrganisation(db, organisationId))) {
      throw new CommandFailed(
        `There is no organisation ${organisationId}. Create it first, with promotion-gateway organisations create.`,
      );
    }
    const client = { organisationId, kind, key, secretHash, access, tokenTtlSeconds };
    if (await createClient(db, client)) return;
    throw new CommandFailed(`The key ${key} is taken: keys are unique among all clients of a kind.`);
  });
  const printer = printerOf(context, options);
  if (password !== null) printer.print(`${key} created.`, { key });
  else printer.print(`${key} created. Its secret, shown this once: ${secret}`, { key, secret });
}

function hashPassword(kind: ClientKind, password: string): Promise<string> {
  switch (kind) {
    case 'TILL':
      return hashTillPassword(password);
    case 'OAUTH':
      return hashSecret(password);
  }
}

async function list(context: CommandContext, options: ListOptions): Promise<void> {
  const rows = await withStore(context, ({ db }) => listClients(db, options.organisation ?? null));
  printerOf(context, options).printRows(rows, [
    ['ORGANISATION', ({ organisationId }) => organisationId],
    ['KEY', ({ key }) => key],
    ['KIND', ({ kind }) => kindName(kind)],
    ['STATE', ({ active }) => (active ? 'active' : 'revoked')],
    ['ACCESS', ({ access }) => access.join(',')],
    ['SECRET CREATED', ({ secretCreatedAt }) => dayOf(secretCreatedAt)],
    ['OLD SECRET UNTIL', ({ previousSecretUntil }) => previousSecretUntil?.toISOString() ?? ''],
    ['LAST USED', ({ lastUsedOn }) => lastUsedOn ?? ''],
  ]);
}

function dayOf(instant: Date | null): string {
  return instant?.toISOString().slice(0, 10) ?? '';
}

async function revoke(context: CommandContext, key: string, options: NamedOptions): Promise<void> {
  const { client, isNew } = await withStore(context, async (store) => {
    const found = await findClient(store, key, options);
    return { client: found, isNew: await revokeClient(store.db, found) };
  });
  const kind = kindName(client.kind);
  const text = isNew
    ? `${key} is revoked: every gateway refuses it within 30 seconds.`
    : `${key} was revoked before.`;
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
