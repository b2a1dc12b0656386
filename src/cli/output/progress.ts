/** Shows the progress of long work: a bar on a terminal, a line every 5 seconds elsewhere. */

import type { ImportProgress } from '../../service/import/customer-import.js';
import type { TextSink } from './printer.js';

const REDRAW_MS = 100;
const LINE_MS = 5_000;
const WIDTH = 30;

const phaseNames: Readonly<Record<ImportProgress['phase'], string>> = {
  reading: 'Reading',
  checking: 'Checking',
  importing: 'Importing',
};

export interface ProgressOptions {
  readonly json: boolean;
  /** Milliseconds, of a clock that only goes forward. */
  readonly now: () => number;
}

/** Progress of an import, on standard error. It never names an identifier. */
export class ProgressView {
  #shownAt = -Infinity;
  #phase: ImportProgress['phase'] | null = null;
  #startedAt = 0;

  constructor(
    private readonly sink: TextSink,
    private readonly options: ProgressOptions,
  ) {}

  show(progress: ImportProgress): void {
    const now = this.options.now();
    if (progress.phase !== this.#phase) this.#begin(progress.phase, now);
    const isLive = this.sink.isTTY === true && !this.options.json;
    const isLast = progress.done === progress.total;
    if (now - this.#shownAt < (isLive ? REDRAW_MS : LINE_MS) && !(isLive && isLast)) return;
    this.#shownAt = now;
    this.sink.write(isLive ? `\r\u001b[K${this.#bar(progress, now)}` : `${this.#line(progress)}\n`);
  }

  /** Clears the bar, so that further output begins on a line of its own. */
  end(): void {
    if (this.sink.isTTY === true && !this.options.json && this.#phase !== null) this.sink.write('\r\u001b[K');
  }

  #begin(phase: ImportProgress['phase'], now: number): void {
    this.#phase = phase;
    this.#startedAt = now;
    // The first line comes when there is something to show.
    if (this.sink.isTTY !== true || this.options.json) this.#shownAt = now;
  }

  #line({ phase, done, total }: ImportProgress): string {
    if (this.options.json) return JSON.stringify({ phase, done, total });
    return `${phaseNames[phase]}: ${amount(done, total)}`;
  }

  #bar({ phase, done, total }: ImportProgress, now: number): string {
    const seconds = Math.max((now - this.#startedAt) / 1_000, 0.001);
    if (total === null) return `${phaseNames[phase]} ${withCommas(done)} lines, ${rate(done / seconds)}`;
    const filled = Math.round((WIDTH * done) / total);
    const bar = `[${'='.repeat(filled)}${' '.repeat(WIDTH - filled)}]`;
    const left = Math.ceil((seconds * (total - done)) / Math.max(done, 1));
    const percent = Math.floor((100 * done) / total);
    return `${phaseNames[phase]} ${bar} ${percent} %  ${rate((LINES_OF_CHUNK * done) / seconds)}  ${left} s left`;
  }
}

/** After the reading, progress counts chunks of so many lines. */
const LINES_OF_CHUNK = 10_000;

function amount(done: number, total: number | null): string {
  return total === null
    ? `${withCommas(done)} lines`
    : `${Math.floor((100 * done) / total)} % (chunk ${done} of ${total})`;
}

function rate(perSecond: number): string {
  return `${withCommas(Math.round(perSecond))}/s`;
}

export function withCommas(number: number): string {
  return number.toLocaleString('en-US');
}
