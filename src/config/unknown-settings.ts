/** Warns of variables that look like settings. */

import { distance } from 'fastest-levenshtein';

/** Prefixes that only the gateway's settings have. */
const PREFIXES =
  /^(UPSTREAM|WEBHOOK|TRUSTED|RATE_LIMIT|CORS|PERSISTED|DATABASE|GRAPHIQL|INTROSPECTION|SUBSCRIPTIONS)(_|$)/;
/** Kubernetes sets these for each service, by the name of the service. */
const SERVICE_LINK = /_(SERVICE|PORT)(_|$)/;
/** The names of our settings in other products. */
const OTHER_NAMES: readonly (readonly [names: RegExp, setting: string])[] = [
  [/^(DATABASE|POSTGRES(QL)?|PG|DB)_?(URL|URI|DSN|CONNECTION(_?STRING)?)$/i, 'DATABASE_URL'],
  [/^DATA_?(DIRECTORY|FOLDER|PATH)$/i, 'DATA_DIR'],
  [/^(CORS_?)?ALLOWE?D?_?ORIGINS?$/i, 'CORS_ORIGINS'],
  [/^(CORS_?)?ALLOWE?D?_?HEADERS?$/i, 'CORS_HEADERS'],
  [/^TRUST(ED)?_?PROX(Y|IES)$/i, 'TRUSTED_PROXIES'],
];

/** Warns about variables that look like misspelt settings, which would be ignored silently. */
export function warnOfUnknown(names: readonly string[], known: readonly string[]): string[] {
  const unknown = names.filter((name) => !known.includes(name) && !SERVICE_LINK.test(name));
  return unknown.flatMap((name) => {
    const meant = nearest(name, known);
    if (meant !== undefined) return [`${name} is not a setting: did you mean ${meant}?`];
    return PREFIXES.test(name) ? [`${name} is not a setting, and the gateway ignores it`] : [];
  });
}

function nearest(name: string, known: readonly string[]): string | undefined {
  const meant = OTHER_NAMES.find(([names]) => names.test(name));
  if (meant) return meant[1];
  const near = known
    .map((setting) => ({ setting, errors: mistypings(letters(name), letters(setting)) }))
    .filter(({ setting, errors }) => errors <= tolerance(setting));
  return near.sort((one, other) => one.errors - other.errors)[0]?.setting;
}

/** How many letters were mistyped; two that changed places count as one. */
function mistypings(name: string, setting: string): number {
  const swapped = Array.from(name).findIndex((letter, i) => letter !== setting[i]);
  const [one = '', other = ''] = name.slice(swapped, swapped + 2);
  const mended = `${name.slice(0, swapped)}${other}${one}${name.slice(swapped + 2)}`;
  return mended === setting ? 1 : distance(name, setting);
}

/** The letters alone: LOGLEVEL and log-level are LOG_LEVEL. */
function letters(name: string): string {
  return name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
}

/** Short names resemble many unrelated variables. */
function tolerance(setting: string): number {
  return setting.length < 9 ? 1 : 2;
}
