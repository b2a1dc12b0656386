/** Prints the result of an import: counts, codes and numbers of lines, never an identifier. */

import type { ImportResult } from '../../service/import/customer-import.js';
import type { Printer } from './printer.js';
import { withCommas } from './progress.js';

export interface ImportReport {
  readonly name: string;
  readonly result: ImportResult;
  /** Null where no line was refused. */
  readonly refusedPath: string | null;
  readonly dryRun: boolean;
}

export function printImport(printer: Printer, report: ImportReport): void {
  const { result, refusedPath, dryRun } = report;
  const { lines, added, unchanged, faults } = result;
  printer.print(textOf(report), { lines, added, unchanged, faults, refusedFile: refusedPath, dryRun });
}

function textOf({ name, result, refusedPath, dryRun }: ImportReport): string {
  const { lines, added, unchanged, faults } = result;
  const reported = faults.reduce((sum, { count }) => sum + count, 0);
  const counts = [
    `${withCommas(added)} ${dryRun ? 'would be new' : 'new'}`,
    `${withCommas(unchanged)} as they are already`,
    `${withCommas(reported)} reported`,
  ];
  const codes = faults.map(
    ({ code, count, firstLine }) => `  ${withCommas(count)} ${code}, first in line ${withCommas(firstLine)}`,
  );
  const heading = `${name}: ${withCommas(lines)} lines${dryRun ? ', nothing written (dry run)' : ''}`;
  const where = refusedPath === null ? [] : [`All reported lines with their reasons: ${refusedPath}`];
  return [heading, `  ${counts.join('   ')}`, ...codes, ...where].join('\n');
}
