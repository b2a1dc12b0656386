/** Kinds of values that several settings have. */

import { accessSync, constants, statSync } from 'node:fs';
import { z } from 'zod';

export const flag = z.enum(['true', 'false'], 'must be true or false').transform((text) => text === 'true');

export const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' });

/** Whether only this machine reaches the address. */
export function isLoopback(host: string): boolean {
  return host.toLowerCase() === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

export function wholeNumber(least: number, most: number) {
  return z
    .string()
    .regex(/^\d{1,9}$/, `must be a whole number from ${least} to ${most}`)
    .transform(Number)
    .refine((number) => number >= least && number <= most, `must be from ${least} to ${most}`);
}

/** Whether a path names a file that this account may read. */
export function isReadableFile(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Comma-separated items; an unset variable has none. */
export function list(isItem: (text: string) => boolean, message: string) {
  return z
    .string()
    .default('')
    .transform((text) => text.split(',').map((item) => item.trim()))
    .transform((items) => items.filter((item) => item !== ''))
    .refine((items) => items.every(isItem), message);
}
