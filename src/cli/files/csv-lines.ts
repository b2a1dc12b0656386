/** Parses lines of CSV, each of which is a record of its own. */

import { CsvError, parse } from 'csv-parse/sync';
import { lineFault, type LineFault } from '../../service/import/faults.js';

export type Separator = ',' | ';' | '\t';
const SEPARATORS: readonly Separator[] = [',', ';', '\t'];

/** The separator that occurs most in the header. */
export function separatorOf(header: string): Separator {
  const count = (separator: Separator) => header.split(separator).length;
  return [...SEPARATORS].sort((one, other) => count(other) - count(one))[0] ?? ',';
}

/** The cells of each line, or why it has none. */
export function parseCsvLines(
  lines: readonly string[],
  separator: Separator,
  columns: number | null,
): (string[] | LineFault)[] {
  const whole = lines.map((line) => !hasOpenQuote(line));
  const records = parseTogether(
    lines.filter((_, i) => whole[i]),
    separator,
  );
  let next = 0;
  return whole.map((isWhole) => {
    if (!isWhole) return lineFault('OPEN_QUOTE');
    const record = records[next++];
    if (record === undefined) return lineFault('BAD_CSV');
    if ('code' in record || columns === null || record.length === columns) return record;
    return lineFault(
      'WRONG_NUMBER_OF_COLUMNS',
      `The line has ${record.length} columns, and the header ${columns}`,
    );
  });
}

/** A record that goes on in the next line would take that line with it. */
function hasOpenQuote(line: string): boolean {
  return line.includes('"') && (line.split('"').length - 1) % 2 === 1;
}

/** Parses all at once, and one by one where a line among them is at fault. */
function parseTogether(lines: readonly string[], separator: Separator): (string[] | LineFault)[] {
  try {
    const records = parseText(lines.join('\n'), separator);
    if (records.length === lines.length) return records;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
  }
  return lines.map((line) => parseAlone(line, separator));
}

function parseAlone(line: string, separator: Separator): string[] | LineFault {
  try {
    const [record, ...others] = parseText(line, separator);
    return record && others.length === 0 ? record : lineFault('BAD_CSV');
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return lineFault('BAD_CSV');
  }
}

function parseText(text: string, delimiter: Separator): string[][] {
  return parse(text, { delimiter, record_delimiter: '\n', relax_column_count: true });
}

/** A cell as CSV writes it. */
export function csvCell(value: string, separator: Separator = ','): string {
  const needsQuotes = value.includes(separator) || /["\r\n]/.test(value) || value !== value.trim();
  return needsQuotes ? `"${value.replaceAll('"', '""')}"` : value;
}
