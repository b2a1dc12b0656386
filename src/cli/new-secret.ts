/** Makes a secret for a client, or reads a password of the administrator's own. */

import type { ClientKind } from '../service/auth/credential-store.js';
import { hashMadeSecret, makeSecret } from '../service/auth/machine-secret.js';
import { hashSecret, hashTillPassword } from '../service/auth/secret-hash.js';
import type { CommandContext } from './context.js';
import { readPassword } from './password.js';

/** The option of commands that need a secret. */
export interface SecretOptions {
  readonly passwordStdin?: true;
}

/** A secret to be printed, or null for a password of one's own; and its hash. */
export interface NewSecret {
  readonly secret: string | null;
  readonly secretHash: string;
}

/** @throws CommandFailed for an unusable password */
export async function newSecret(
  { input }: Pick<CommandContext, 'input'>,
  kind: ClientKind,
  { passwordStdin }: SecretOptions,
): Promise<NewSecret> {
  if (passwordStdin) return { secret: null, secretHash: await hashPassword(kind, await readPassword(input)) };
  const secret = makeSecret();
  return { secret, secretHash: hashMadeSecret(kind, secret) };
}

function hashPassword(kind: ClientKind, password: string): Promise<string> {
  switch (kind) {
    case 'TILL':
      return hashTillPassword(password);
    case 'OAUTH':
      return hashSecret(password);
  }
}
