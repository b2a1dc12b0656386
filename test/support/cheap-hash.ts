/** Hashes of the strength of no store, which take a thousandth of the time: the cost of verifying is in the hash itself. */

import { hash } from '@node-rs/argon2';
import { md5Hex } from '../../src/service/auth/machine-secret.js';

export function cheapHash(secret: string): Promise<string> {
  return hash(secret, { memoryCost: 8, timeCost: 1, parallelism: 1 });
}

export function cheapTillHash(password: string): Promise<string> {
  return cheapHash(md5Hex(password));
}
