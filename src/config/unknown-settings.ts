/** Warns of variables that look like settings. */

import { distance } from 'fastest-levenshtein';

/** Beginnings that only our settings have. */
const PREFIXES = [
  'UPSTREAM_',
  'WEBHOOK_',
  'TRUSTED_DOCUMENTS_',
  'RATE_LIMIT_',
  'CORS_',
  'PERSISTED_QUERIES_',
];
/** Kubernetes sets these for each service, by the name of the service. */
const SERVICE_LINK = /_(SERVICE|PORT)(_|$)/;
/** What other products call DATABASE_URL. */
const DATABASE_NAMES = /^(DATABASE|POSTGRES(QL)?|PG|DB)_?(URL|URI|DSN|CONNECTION(_?STRING)?)$/i;

/** Warns of variables that look like settings and are none: a misspelt setting would be ignored in silence. */
export function warnOfUnknown(names: readonly string[], known: readonly string[]): string[] {
  const unknown = names.filter((name) => !known.includes(name) && !SERVICE_LINK.test(name));
  return unknown.flatMap((name) => {
    const meant = nearest(name, known);
    if (meant !== undefined) return [`${name} is no setting: did you mean ${meant}?`];
    return PREFIXES.some((prefix) => name.startsWith(prefix))
      ? [`${name} is no setting, and is ignored`]
      : [];
  });
}

function nearest(name: string, known: readonly string[]): string | undefined {
  if (DATABASE_NAMES.test(name)) return 'DATABASE_URL';
  return known.find((setting) => distance(letters(name), letters(setting)) <= tolerance(setting));
}

/** The letters alone: LOGLEVEL and log-level are LOG_LEVEL. */
function letters(name: string): string {
  return name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
}

/** A short name has many neighbours that mean something else. */
function tolerance(setting: string): number {
  return setting.length < 6 ? 0 : setting.length < 9 ? 1 : 2;
}
