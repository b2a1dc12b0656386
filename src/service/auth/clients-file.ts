/** Reads the file of CLIENTS_FILE: organisations, and clients with the hashes of their secrets. */

import { z } from 'zod';
import { parseId } from '../../domain/id.js';
import { isTimeZone } from '../calendar.js';
import { accessGroups, type Access } from '../caller.js';
import { isStoredText, MAX_NAME_LENGTH } from '../stored-text.js';
import {
  DEFAULT_GRACE_SECONDS,
  DEFAULT_TOKEN_SECONDS,
  isClientKey,
  isSecretHash,
  MAX_GRACE_SECONDS,
  MAX_KEY_LENGTH,
  MAX_TOKEN_SECONDS,
} from './client-limits.js';
import type { ClientKind } from './credential-store.js';
import { LocatedJson, NoJson } from './located-json.js';

/** An organisation of the file. */
export interface FileOrganisation {
  readonly organisationId: string;
  readonly name: string;
  readonly timeZone: string;
}

/** A client of the file, and the line that it begins on. */
export interface FileClient {
  readonly line: number;
  readonly organisationId: string;
  readonly kind: ClientKind;
  readonly key: string;
  readonly secretHash: string;
  readonly access: readonly Access[];
  readonly tokenTtlSeconds: number;
  /** How long the secret before works once the hash of the file has changed. */
  readonly oldWorksForSeconds: number;
  readonly revoked: boolean;
}

export interface ClientsFile {
  readonly organisations: readonly FileOrganisation[];
  readonly clients: readonly FileClient[];
}

/** All that is wrong with the file, a line each. */
export class InvalidClientsFile extends Error {
  override readonly name = 'InvalidClientsFile';

  constructor(faults: readonly string[]) {
    super(`CLIENTS_FILE is not valid:\n${faults.join('\n')}`);
  }
}

const MAX_CLIENTS = 10_000;

const id = z
  .union([z.string(), z.int().transform(String)], 'must be a whole number, or its digits as a text')
  .refine((text) => parseId(text) !== null, 'must be a whole number from 1 to 9223372036854775807');
const seconds = (least: number, most: number) => {
  const message = `must be a whole number from ${least} to ${most}`;
  return z.int(message).min(least, message).max(most, message);
};

const organisation = z.strictObject({
  id,
  name: z
    .string('must be a text')
    .refine(
      (text) => isStoredText(text, MAX_NAME_LENGTH),
      `must have 1 to ${MAX_NAME_LENGTH} characters, without control characters`,
    ),
  timeZone: z.string('must be a text').refine(isTimeZone, 'must be a time zone such as Europe/London'),
});

const client = z.strictObject({
  organisation: id,
  kind: z.enum(['till', 'oauth'], 'must be "till" or "oauth"'),
  key: z
    .string('must be a text')
    .refine(
      isClientKey,
      `must have 1 to ${MAX_KEY_LENGTH} characters, without colons and control characters`,
    ),
  access: z.array(z.enum(accessGroups, `must be one of ${accessGroups.join(', ')}`), 'must be a list'),
  secretHash: z
    .string('must be a text')
    .refine(
      isSecretHash,
      'must be a hash of $sha256$ or $argon2id$, such as promotion-gateway clients hash prints, and never the secret itself',
    ),
  tokenLifeSeconds: seconds(1, MAX_TOKEN_SECONDS).default(DEFAULT_TOKEN_SECONDS),
  oldSecretWorksForSeconds: seconds(0, MAX_GRACE_SECONDS).default(DEFAULT_GRACE_SECONDS),
  revoked: z.boolean('must be true or false').default(false),
});

const file = z.strictObject(
  {
    organisations: z.array(organisation, 'must be a list').default([]),
    clients: z.array(client, 'must be a list').max(MAX_CLIENTS, `must have at most ${MAX_CLIENTS} clients`),
  },
  'must be an object with the members organisations and clients',
);

/** @throws InvalidClientsFile naming every fault with its line */
export function parseClientsFile(text: string): ClientsFile {
  const json = locate(text);
  const { success, data, error } = file.safeParse(json.value);
  if (!success) throw new InvalidClientsFile(error.issues.map((issue) => describeIssue(json, issue)));
  const clients = data.clients.map((one, i) => toClient(one, json.lineOf(['clients', i])));
  refuseTwins(clients);
  const organisations = data.organisations.map(({ id: organisationId, name, timeZone }) => ({
    organisationId,
    name,
    timeZone,
  }));
  return { organisations, clients };
}

function locate(text: string): LocatedJson {
  try {
    return new LocatedJson(text);
  } catch (error) {
    if (error instanceof NoJson) throw new InvalidClientsFile([error.message]);
    throw error;
  }
}

function toClient(one: z.infer<typeof client>, line: number): FileClient {
  return {
    line,
    organisationId: one.organisation,
    kind: one.kind === 'till' ? 'TILL' : 'OAUTH',
    key: one.key,
    secretHash: one.secretHash,
    access: [...new Set(one.access)],
    tokenTtlSeconds: one.tokenLifeSeconds,
    oldWorksForSeconds: one.oldSecretWorksForSeconds,
    revoked: one.revoked,
  };
}

/** A key that stands twice would be another client at each start. */
function refuseTwins(clients: readonly FileClient[]): void {
  const firstLines = new Map<string, number>();
  const faults: string[] = [];
  for (const { kind, key, line } of clients) {
    const firstLine = firstLines.get(`${kind} ${key}`);
    if (firstLine === undefined) firstLines.set(`${kind} ${key}`, line);
    else faults.push(`line ${line}: ${key} stands on line ${firstLine} already: remove one of them`);
  }
  if (faults.length > 0) throw new InvalidClientsFile(faults);
}

/** A fault with its line, its place and a remedy; never with the value, which may be a secret. */
function describeIssue(json: LocatedJson, issue: z.core.$ZodIssue): string {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') {
    const [name = ''] = issue.keys;
    return `line ${json.lineOf([...path, name])}: ${placeOf([...path, name])} is no member that is known: remove it, or correct its name`;
  }
  const message = json.has(path) ? issue.message : 'is missing: add it';
  return `line ${json.lineOf(path)}: ${placeOf(path)} ${message}`;
}

function placeOf(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'the file' : z.core.toDotPath([...path]);
}
