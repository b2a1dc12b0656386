/** The commands about clients: those that create and list them. */

import type { Command } from 'commander';
import { createClient, listClients } from '../../postgres/administration/clients.js';
import type { ClientKind } from '../../service/auth/credential-store.js';
import type { Access } from '../../service/caller.js';
import { secretCommands } from './client-secrets.js';
import { CommandFailed, printerOf, withStore, type CommandContext, type CommonOptions } from '../context.js';
import { newSecret, type SecretOptions } from '../new-secret.js';
import { requireOrganisation } from '../require-organisation.js';
import {
  accessOption,
  idOption,
  keyArgument,
  kindName,
  kindNames,
  kindOption,
  tokenLifeOption,
} from '../options.js';

interface CreateOptions extends CommonOptions, SecretOptions {
  readonly organisation: string;
  readonly kind: ClientKind;
  readonly access: readonly Access[];
  readonly tokenLife: number;
}

interface HashOptions extends CommonOptions, SecretOptions {
  readonly kind: ClientKind;
}

interface ListOptions extends CommonOptions {
  readonly organisation?: string;
}

/** Adds the commands about clients to the program. */
export function clientCommands(program: Command, context: CommandContext): void {
  const group = program
    .command('clients')
    .description('create, list and revoke clients, and rotate their secrets');
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
  secretCommands(group, context);
  group
    .command('hash')
    .description('make a secret, and print it with its hash for CLIENTS_FILE; this needs no store')
    .requiredOption('--kind <kind>', kindNames.join(' or '), kindOption)
    .option('--password-stdin', 'read a password of your own from standard input')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  promotion-gateway clients hash --kind till')
    .action((options: HashOptions) => printHash(context, options));
}

async function create(context: CommandContext, key: string, options: CreateOptions): Promise<void> {
  const { organisation: organisationId, kind, access, tokenLife: tokenTtlSeconds } = options;
  const { secret, secretHash } = await newSecret(context, kind, options);
  await withStore(context, async (store) => {
    await requireOrganisation(store, organisationId, 'create');
    const client = { organisationId, kind, key, secretHash, access, tokenTtlSeconds };
    if (await createClient(store.db, client)) return;
    throw new CommandFailed(`The key ${key} is taken: keys are unique among all clients of a kind.`);
  });
  const printer = printerOf(context, options);
  if (secret === null) printer.print(`${key} created.`, { key });
  else printer.print(`${key} created. Its secret, shown this once: ${secret}`, { key, secret });
}

async function printHash(context: CommandContext, options: HashOptions): Promise<void> {
  const { secret, secretHash } = await newSecret(context, options.kind, options);
  const printer = printerOf(context, options);
  if (secret === null) printer.print(`Hash: ${secretHash}`, { secretHash });
  else printer.print(`Secret, shown this once: ${secret}\nHash: ${secretHash}`, { secret, secretHash });
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
