/** Writes the refused lines of a file with their codes, to be corrected and imported. */

import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { once } from 'node:events';
import type { LineWithFault } from '../../service/import/customer-import.js';
import { REFUSED_COLUMNS, type FileKind } from './columns.js';
import { csvCell } from './csv-lines.js';
import type { InputFile } from './input-file.js';
import { readRecords, type FileForm, type FileRecord } from './records.js';

/** Gives the faults behind a line, in the order of lines; none after the last. */
export type ReadFaults = (line: number) => Promise<readonly LineWithFault[]>;

/**
 * Reads the input a second time, so that no more than some lines are in memory however many are refused. The file is
 * there whole or not at all; without refused lines one from before is removed.
 * @returns its path, or null where no line is refused
 */
export async function writeRefusedFile<Column extends string>(
  file: InputFile,
  kind: FileKind<Column>,
  readFaults: ReadFaults,
): Promise<string | null> {
  const faults = new FaultQueue(readFaults);
  if (!(await faults.next())) {
    await rm(file.refusedPath, { force: true });
    return null;
  }
  const part = `${file.refusedPath}.part`;
  const output = createWriteStream(part, { mode: 0o600 });
  let isBegun = false;
  for await (const { form, records } of readRecords(file, kind)) {
    if (!isBegun && form.form === 'csv') output.write(headerOf(form));
    isBegun = true;
    for (const record of records) {
      const fault = await faults.next();
      if (fault === null) break;
      if (fault.line !== record.line.number) continue;
      faults.take();
      if (!output.write(refusedLine(form, record, fault))) await once(output, 'drain');
    }
  }
  output.end();
  await once(output, 'finish');
  await rename(part, file.refusedPath);
  return file.refusedPath;
}

/** The next fault, read in pages. */
class FaultQueue {
  #page: readonly LineWithFault[] = [];
  #at = 0;
  #isAtEnd = false;

  constructor(private readonly read: ReadFaults) {}

  async next(): Promise<LineWithFault | null> {
    if (this.#at === this.#page.length && !this.#isAtEnd) {
      this.#page = await this.read(this.#page.at(-1)?.line ?? 0);
      this.#at = 0;
      this.#isAtEnd = this.#page.length === 0;
    }
    return this.#page[this.#at] ?? null;
  }

  take(): void {
    this.#at += 1;
  }
}

/** The cells of a line but for those of a refused file before. */
function ownCells<Column extends string>(form: CsvForm<Column>, cells: readonly string[]): string[] {
  return cells.filter((_, i) => form.columns[i] !== null);
}

type CsvForm<Column extends string> = Extract<FileForm<Column>, { form: 'csv' }>;

function headerOf<Column extends string>(form: CsvForm<Column>): string {
  return lineOf([...ownCells(form, form.header), ...REFUSED_COLUMNS], form);
}

function refusedLine<Column extends string>(
  form: FileForm<Column>,
  { line, cells }: FileRecord<Column>,
  { code, message }: LineWithFault,
): string {
  if (form.form === 'json') return `${refusedObject(line.text, { line: line.number, code, message })}\n`;
  const added = [String(line.number), code, message].map((cell) => csvCell(cell, form.separator));
  const isOfRefusedFile = form.columns.includes(null);
  if (!isOfRefusedFile || cells === null) return `${[line.text, ...added].join(form.separator)}\n`;
  return lineOf([...ownCells(form, cells), String(line.number), code, message], form);
}

function lineOf<Column extends string>(cells: readonly string[], { separator }: CsvForm<Column>): string {
  return `${cells.map((cell) => csvCell(cell, separator)).join(separator)}\n`;
}

/** The object with the fault's members, or the text of a line that is no object. */
function refusedObject(text: string, fault: object): string {
  try {
    const object: unknown = JSON.parse(text);
    if (typeof object === 'object' && object !== null && !Array.isArray(object)) {
      return JSON.stringify({ ...object, ...fault });
    }
  } catch {
    // It stays as it is.
  }
  return JSON.stringify({ text, ...fault });
}
