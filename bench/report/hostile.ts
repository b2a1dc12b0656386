import type { Hostile } from '../sections/hostile.js';
import { figure, table } from './table.js';

/** What each hostile call made of the gateway. */
export function hostileTable(calls: readonly Hostile[]): string {
  const longest = (of: (call: Hostile) => number) => figure(Math.max(...calls.map(of)));
  const summary =
    `${calls.length} calls, each sent once and again. The longest: loop late by ${longest(({ longestMs }) => Math.max(...longestMs))} ms, ` +
    `${longest(({ cpuMs }) => Math.max(...cpuMs))} ms of CPU, an answer of ${longest(({ bytes }) => bytes / 1024)} KiB, ` +
    `${longest(({ residentMb }) => residentMb)} MB of memory.`;
  const rows = calls.map(({ transport, name, statuses, bytes, longestMs, cpuMs, residentMb }) => [
    transport,
    name,
    statuses.join(', '),
    figure(bytes),
    ...[longestMs, cpuMs].map((each) => each.map((ms) => figure(ms)).join(', ')),
    figure(residentMb),
  ]);
  const head = ['By', 'Call', 'Status', 'Answer, bytes', 'Loop late by, ms', 'CPU ms', 'RSS MB'];
  return `${summary}\n\n${table(head, rows)}`;
}
