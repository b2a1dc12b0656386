/** Imports a file whose lines fit into memory: programs, promotions or members. */

import type { ReadLine, TableResult } from '../../postgres/administration/import-lines.js';
import type { FaultCount, ImportResult, LineWithFault } from '../../service/import/customer-import.js';
import { isLineFault, type LineFault } from '../../service/import/faults.js';
import { CommandFailed } from '../context.js';
import type { FileKind } from '../files/columns.js';
import type { InputFile } from '../files/input-file.js';
import { readRecords } from '../files/records.js';
import { writeRefusedFile } from '../files/refused-file.js';

/** The result of an import, and the file of its refused lines; null without any. */
export interface Imported {
  readonly result: ImportResult;
  readonly refusedPath: string | null;
}

/** More programs or promotions than any organisation has; members come in several files. */
const MOST_LINES = 100_000;

export async function importTable<Column extends string, Line extends object>(
  file: InputFile,
  kind: FileKind<Column>,
  read: (values: Readonly<Record<Column, string>>) => Line | LineFault,
  write: (lines: readonly ReadLine<Line>[]) => Promise<TableResult>,
): Promise<Imported> {
  const lines: ReadLine<Line>[] = [];
  for await (const { records } of readRecords(file, kind)) {
    for (const { line, values } of records) {
      lines.push({ line: line.number, read: isLineFault(values) ? values : read(values) });
    }
    if (lines.length > MOST_LINES) {
      throw new CommandFailed(`${file.name} has more than ${MOST_LINES} lines: split it.`);
    }
  }
  const { added, unchanged, faults } = await write(lines);
  const refusedPath = await writeRefusedFile(file, kind, (line) =>
    Promise.resolve(faults.filter((fault) => fault.line > line)),
  );
  return { result: { lines: lines.length, added, unchanged, faults: countFaults(faults) }, refusedPath };
}

function countFaults(faults: readonly LineWithFault[]): FaultCount[] {
  const counts = new Map<LineFault['code'], FaultCount>();
  for (const { code, line } of faults) {
    const { count, firstLine } = counts.get(code) ?? { count: 0, firstLine: line };
    counts.set(code, { code, count: count + 1, firstLine });
  }
  return [...counts.values()];
}
