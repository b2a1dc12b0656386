/** Reads the values of options. */

import { InvalidArgumentError } from 'commander';
import { distance } from 'fastest-levenshtein';
import { parseId } from '../domain/id.js';
import { isStoredText, MAX_NAME_LENGTH } from '../service/stored-text.js';
import { isTimeZone } from '../service/calendar.js';
import { accessGroups, type Access } from '../service/caller.js';
import { parseCountry, type Country } from '../service/import/imported-mobile.js';
import {
  isClientKey,
  MAX_GRACE_SECONDS,
  MAX_KEY_LENGTH,
  MAX_TOKEN_SECONDS,
} from '../service/auth/client-limits.js';
import type { ClientKind } from '../service/auth/credential-store.js';

export function idOption(text: string): string {
  return parseId(text) ?? refuse('Write a whole number from 1 to 9223372036854775807.');
}

export function nameOption(text: string): string {
  if (isStoredText(text, MAX_NAME_LENGTH)) return text;
  return refuse(`Write 1 to ${MAX_NAME_LENGTH} characters, without control characters.`);
}

export function timeZoneOption(text: string): string {
  if (isTimeZone(text)) return text;
  const near = Intl.supportedValuesOf('timeZone')
    .map((name) => ({ name, errors: distance(name.toLowerCase(), text.toLowerCase()) }))
    .sort((one, other) => one.errors - other.errors)[0];
  const advice = near && near.errors <= 3 ? `Did you mean ${near.name}?` : 'Write one such as Europe/London.';
  return refuse(`This is no time zone of the IANA database. ${advice}`);
}

export function keyArgument(text: string): string {
  if (isClientKey(text)) return text;
  return refuse(`Write 1 to ${MAX_KEY_LENGTH} characters, without colons and control characters.`);
}

const kinds: Readonly<Record<string, ClientKind>> = { till: 'TILL', oauth: 'OAUTH' };
export const kindNames = Object.keys(kinds);

export function kindOption(text: string): ClientKind {
  return kinds[text.toLowerCase()] ?? refuse(`Write ${kindNames.join(' or ')}.`);
}

/** How the kind of a client is written on the command line. */
export function kindName(kind: ClientKind): string {
  return kindNames.find((name) => kinds[name] === kind) ?? kind;
}

export function accessOption(text: string): Access[] {
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !isAccess(name));
  if (unknown.length > 0) {
    refuse(`${unknown.join(', ')}: no such access group. There are ${accessGroups.join(', ')}.`);
  }
  return [...new Set(names.filter(isAccess))];
}

function isAccess(name: string): name is Access {
  return accessGroups.some((group) => group === name);
}

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** A country, whose national numbers a file has. */
export function countryOption(text: string): Country {
  return parseCountry(text) ?? refuse('Write the two letters of a country, such as GB.');
}

/** A duration such as 90s, 15m, 12h or 7d, in seconds. */
function durationOption(text: string): number {
  const [, number = '', unit = ''] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  const seconds = Number(number) * (unitSeconds[unit] ?? 0);
  return seconds > 0 ? seconds : refuse('Write a duration such as 90s, 15m, 12h or 7d.');
}

/** How long the secret before the newest one still works; 0 ends it at once. */
export function graceOption(text: string): number {
  const seconds = text === '0' ? 0 : durationOption(text);
  return seconds <= MAX_GRACE_SECONDS ? seconds : refuse('Write at most 90d.');
}

export function tokenLifeOption(text: string): number {
  const seconds = durationOption(text);
  return seconds <= MAX_TOKEN_SECONDS ? seconds : refuse('Write at most 30d.');
}

function refuse(advice: string): never {
  throw new InvalidArgumentError(advice);
}
