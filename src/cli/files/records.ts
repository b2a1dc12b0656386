/** Reads the records of a file: CSV, or JSON with an object a line. */

import { lineFault, type LineFault } from '../../service/import/faults.js';
import { CommandFailed } from '../context.js';
import { columnReader, readHeader, type FileKind } from './columns.js';
import { parseCsvLines, separatorOf, type Separator } from './csv-lines.js';
import type { InputFile } from './input-file.js';
import { linesOf, type FileLine } from './lines.js';

/** One record of a file: its values by column, or why it has none. */
export interface FileRecord<Column extends string> {
  readonly line: FileLine;
  readonly values: Readonly<Record<Column, string>> | LineFault;
  /** The cells of a CSV line, where it could be parsed. */
  readonly cells: readonly string[] | null;
}

/** The format of a file. */
export type FileForm<Column extends string> =
  | { readonly form: 'json' }
  | {
      readonly form: 'csv';
      readonly separator: Separator;
      readonly header: readonly string[];
      readonly columns: readonly (Column | null)[];
    };

/** Some records of a file in their order. */
export interface RecordChunk<Column extends string> {
  readonly form: FileForm<Column>;
  readonly records: readonly FileRecord<Column>[];
}

/** Lines that are parsed together. */
const LINES_AT_ONCE = 5_000;

/**
 * Reads a file in chunks. Empty lines are left out.
 * @throws CommandFailed for a file without a header that can be read
 */
export async function* readRecords<Column extends string>(
  file: InputFile,
  kind: FileKind<Column>,
  onBytes?: (bytes: number) => void,
): AsyncIterable<RecordChunk<Column>> {
  let form: FileForm<Column> | null = null;
  let lines: FileLine[] = [];
  for await (const line of linesOf(file.read(onBytes))) {
    if (line.text.trim() === '') continue;
    if (form === null) {
      form = readForm(line, kind);
      if (form.form === 'csv') continue;
    }
    if (lines.push(line) < LINES_AT_ONCE) continue;
    yield { form, records: readLines(lines, form, kind) };
    lines = [];
  }
  if (form === null) throw new CommandFailed(`${file.name} is empty: its first line names the columns.`);
  yield { form, records: readLines(lines, form, kind) };
}

function readForm<Column extends string>({ text }: FileLine, kind: FileKind<Column>): FileForm<Column> {
  if (text.trimStart().startsWith('{')) return { form: 'json' };
  if (text.trimStart().startsWith('[')) {
    throw new CommandFailed(
      'The file is a list in JSON: write an object a line, without brackets around them.',
    );
  }
  const separator = separatorOf(text);
  const [header] = parseCsvLines([text], separator, null);
  if (!Array.isArray(header))
    throw new CommandFailed('The first line of the file, its header, cannot be read.');
  return { form: 'csv', separator, header, columns: readHeader(kind, header) };
}

function readLines<Column extends string>(
  lines: readonly FileLine[],
  form: FileForm<Column>,
  kind: FileKind<Column>,
): FileRecord<Column>[] {
  const empty = Object.fromEntries(kind.columns.map((column) => [column, ''])) as Record<Column, string>;
  if (form.form === 'json') {
    const read = columnReader(kind);
    return lines.map((line) => {
      const values = faultOfText(line) ?? readObject(line.text, read);
      return {
        line,
        values: 'code' in values ? values : { ...empty, ...values },
        cells: null,
      };
    });
  }
  const { separator, columns } = form;
  const parsed = parseCsvLines(
    lines.map(({ text, isCut }) => (isCut ? '' : text)),
    separator,
    columns.length,
  );
  return lines.map((line, i) => {
    const cells = faultOfText(line) ?? parsed[i] ?? lineFault('BAD_CSV');
    if (!Array.isArray(cells)) return { line, values: cells, cells: null };
    const values = { ...empty };
    columns.forEach((column, at) => {
      if (column !== null) values[column] = cells[at] ?? '';
    });
    return { line, values, cells };
  });
}

function faultOfText({ text, isCut }: FileLine): LineFault | null {
  if (isCut) return lineFault('LINE_TOO_LONG');
  return text.includes('\uFFFD') || text.includes('\0') ? lineFault('BAD_ENCODING') : null;
}

function readObject<Column extends string>(
  text: string,
  read: (name: string) => Column | null | undefined,
): Partial<Record<Column, string>> | LineFault {
  const object = parseJson(text);
  if (typeof object !== 'object' || object === null || Array.isArray(object)) return lineFault('BAD_JSON');
  const values: Partial<Record<Column, string>> = {};
  for (const [name, value] of Object.entries(object)) {
    const column = read(name);
    if (column === undefined) return lineFault('BAD_JSON', 'The object has a member that is no column');
    if (column === null || value === null) continue;
    const cell = cellOf(value);
    if (cell === null) return lineFault('BAD_JSON');
    values[column] = cell;
  }
  return values;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A number that JavaScript has rounded is no longer the one that was written. */
function cellOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  return Number.isSafeInteger(value) ? String(value) : null;
}
