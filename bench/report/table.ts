/** A table in Markdown, its columns padded so that it reads well in a terminal too. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const width = (i: number) => Math.max(3, ...[head, ...rows].map((row) => (row[i] ?? '').length));
  const line = (row: readonly string[]) =>
    `| ${head.map((_, i) => (row[i] ?? '').padEnd(width(i))).join(' | ')} |`;
  const rule = `| ${head.map((_, i) => '-'.repeat(width(i))).join(' | ')} |`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}

/** A number with so many decimals, or a dash for one that there is not. */
export function figure(value: number, decimals = 0): string {
  return Number.isFinite(value) ? value.toFixed(decimals) : '–';
}
