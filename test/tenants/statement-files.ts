import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { statementNames } from '../../src/postgres/connection/statement.js';
import type { CallersStatement } from './every-statement.js';
import { normalised } from './statement-sources.js';

/** The final text of a statement that the product sends, as a file holds it. */
export interface StatementFile {
  readonly name: string;
  readonly text: string;
  /** The parameters that were the organisation of the caller each time that it was sent. */
  readonly organisationParameters: readonly number[];
}

export const STATEMENTS = join(import.meta.dirname, '..', 'postgres', 'statements');
const HEADER =
  /^-- (?:The organisation of the caller: ([$\d, ]+)|No parameter is the organisation of a caller)\n/;

/** Writes a statement as its file. */
export function writeStatement({ text, organisationParameters }: Omit<StatementFile, 'name'>): string {
  const header =
    organisationParameters.length > 0
      ? `The organisation of the caller: ${organisationParameters.map((number) => `$${number}`).join(', ')}`
      : 'No parameter is the organisation of a caller';
  return `-- ${header}\n${laidOut(text)}\n`;
}

/** Reads every file of the folder. */
export function readStatements(): StatementFile[] {
  return readdirSync(STATEMENTS).map((file) => {
    const content = readFileSync(join(STATEMENTS, file), 'utf8');
    const header = HEADER.exec(content);
    if (!header) throw new Error(`${file} does not say which parameters are the organisation of the caller`);
    const numbers = [...(header[1] ?? '').matchAll(/\d+/g)].map(Number);
    return {
      name: file.replace(/\.sql$/, ''),
      text: content.slice(header[0].length),
      organisationParameters: numbers,
    };
  });
}

/** The statements that were sent, one of each text, by names. */
export function distinctStatements(sent: readonly CallersStatement[]): StatementFile[] {
  const groups = new Map<string, CallersStatement[]>();
  for (const one of sent) {
    const key = normalised(one.text);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const taken = new Set<string>();
  return [...groups.keys()].sort().map((key) => {
    const group = groups.get(key) ?? [];
    const [{ text, values } = { text: key, values: [] }] = group;
    const isOrganisation = (i: number) => group.every((one) => String(one.values[i]) === one.organisationId);
    const organisationParameters = values.flatMap((_, i) => (isOrganisation(i) ? [i + 1] : []));
    return { name: freeName(nameOf(text), taken), text, organisationParameters };
  });
}

/** That under which it is prepared, or what it does to which tables. */
function nameOf(text: string): string {
  const prepared = statementNames.get(text);
  if (prepared !== undefined) return prepared.replace('gateway_', '');
  // Revocations are rare, and not prepared.
  const [, revoked] = /update (enrolment|earning) e set revoked_at/.exec(text) ?? [];
  if (revoked !== undefined) {
    const also = [text.includes('into outbox') && '_publishing', text.includes('pg_notify') && '_notifying'];
    return [`revoke_${revoked}s`, ...also.filter(Boolean)].join('');
  }
  const [verb = ''] = normalised(text).toLowerCase().split(' ');
  const tables = [...text.matchAll(/\b(?:from|into|update|join|table) (?:only )?"?([a-z_]+)"?(?![\w(])/gi)];
  const functions = [...text.matchAll(/\b(pg_[a-z_]+|set_config|setval)\(/g)];
  const words = [...tables, ...functions].map(([, name = '']) => name);
  return [verb, ...new Set(words.filter((word) => word !== 'set'))].slice(0, 4).join('_');
}

function freeName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let number = 2; taken.has(name); number += 1) name = `${wanted}_${number}`;
  taken.add(name);
  return name;
}

/** Without the indentation of its source; one in a single line is broken before its clauses. */
function laidOut(text: string): string {
  const lines = text.replace(/^\n+|\s+$/g, '').split('\n');
  if (lines.length === 1) return broken(lines.join(''));
  const [first = '', ...others] = lines;
  const indents = others.filter((line) => line.trim() !== '').map((line) => line.search(/\S/));
  const least = Math.min(...indents);
  return [first.trimStart(), ...others.map((line) => line.slice(Math.min(least, line.search(/\S|$/))))].join(
    '\n',
  );
}

const CLAUSE = /^ (?:from|where|inner join|left join|order by|limit|values|set|on conflict|returning|and) /;

/** Breaks before each clause that stands in no brackets. */
function broken(text: string): string {
  let depth = 0;
  let out = '';
  for (let i = 0; i < text.length; i += 1) {
    const character = text.charAt(i);
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    out += depth === 0 && character === ' ' && CLAUSE.test(text.slice(i, i + 14)) ? '\n' : character;
  }
  return out;
}
