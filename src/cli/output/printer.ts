/** Prints the results of a command: sentences for people, or JSON with an object a line. */

/** Where a command writes: standard output or standard error, or what stands for them in a test. */
export interface TextSink {
  readonly isTTY?: boolean | undefined;
  write(text: string): unknown;
}

/** A column of a table for people: its head, and its cell of each row. */
export type Column<Row> = readonly [head: string, cell: (row: Row) => string];

export class Printer {
  constructor(
    private readonly sink: TextSink,
    private readonly isJson: boolean,
  ) {}

  /** Prints one result in one of its two forms. */
  print(text: string, object: object): void {
    this.sink.write(`${this.isJson ? JSON.stringify(object) : text}\n`);
  }

  /** Prints rows as a table for people, or as an object each. */
  printRows<Row extends object>(rows: readonly Row[], columns: readonly Column<Row>[]): void {
    if (this.isJson) for (const row of rows) this.print('', row);
    else this.sink.write(tableOf(rows, columns));
  }
}

function tableOf<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const cells = [columns.map(([head]) => head), ...rows.map((row) => columns.map(([, cell]) => cell(row)))];
  const widths = columns.map((_, i) => Math.max(...cells.map((line) => line[i]?.length ?? 0)));
  const lines = cells.map((line) =>
    line
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}
