import type { BesideGuesses } from '../sections/guessing.js';
import { figure, table } from './table.js';

/** How long good credentials take alone and beside guesses, a row for each kind of request. */
export function guessingTable(requests: readonly BesideGuesses[]): string {
  const head = ['Request', 'Alone, p50 ms', 'p95 ms', 'Beside 300, p50 ms', 'p95 ms', 'p95 ratio', 'Refused'];
  const rows = requests.map(({ name, alone, beside }) => [
    name,
    ...[alone.p50, alone.p95, beside.p50, beside.p95, beside.p95 / alone.p95].map(figure),
    `${beside.refused} of ${beside.answered}`,
  ]);
  return table(head, rows);
}
