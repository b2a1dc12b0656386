import type { CaseResult } from '../bench.js';
import type { Pressure } from '../sections/pressure.js';
import type { SoakedMinute } from '../sections/soak.js';
import { median } from '../statistics.js';
import { medianOf } from './findings.js';
import { figure, table } from './table.js';

const HEAD = [
  'Contender',
  'customers/s',
  'min–max',
  'p50 ms',
  'p99 ms',
  'node CPU ms/mutation',
  'PostgreSQL CPU ms/mutation',
  'driver CPU ms/mutation',
  'RSS MB',
  'answered = recorded',
  'failed',
];

/** One table a load: the medians of every case. */
export function measurementTables(results: readonly CaseResult[]): string {
  const loads = new Map(results.map(({ load }) => [load.name, load]));
  return [...loads.values()]
    .map(({ name, size, connections }) => {
      const rows = results.filter(({ load }) => load.name === name).map(measurementRow);
      const customers = size === 1 ? '1 customer' : `${size} customers`;
      return `**${name}**: ${customers} a mutation, ${connections} connections\n\n${table(HEAD, rows)}`;
    })
    .join('\n\n');
}

function measurementRow(result: CaseResult): string[] {
  const { name, records, repetitions } = result;
  const speeds = repetitions.map(({ customersPerSecond }) => customersPerSecond);
  const sum = (measure: 'answered' | 'recorded' | 'failed') =>
    repetitions.reduce((total, measurement) => total + measurement[measure], 0);
  const [answered, recorded] = [sum('answered'), sum('recorded')];
  return [
    name,
    figure(medianOf(result, 'customersPerSecond')),
    `${figure(Math.min(...speeds))}–${figure(Math.max(...speeds))}`,
    figure(medianOf(result, 'p50'), 2),
    figure(medianOf(result, 'p99'), 2),
    figure(medianOf(result, 'nodeCpuMs'), 3),
    figure(medianOf(result, 'postgresCpuMs'), 3),
    figure(medianOf(result, 'driverCpuMs'), 3),
    figure(medianOf(result, 'residentMb')),
    records ? verified(answered, recorded) : 'not recorded',
    String(sum('failed')),
  ];
}

function verified(answered: number, recorded: number): string {
  return answered === recorded ? String(answered) : `**${answered} ≠ ${recorded}**`;
}

/** The loads alone and beside each other. */
export function pressureTable(repetitions: readonly (readonly Pressure[])[]): string {
  const [first = []] = repetitions;
  return table(
    ['Load', 'beside', 'customers/s', 'p50 ms', 'p99 ms', 'loop late by, p50 ms', 'p99 ms', 'max ms'],
    first.map(({ load, beside }, i) => {
      const of = (measure: (pressure: Pressure) => number) =>
        median(repetitions.flatMap((pressures) => pressures[i] ?? []).map(measure));
      return [
        load,
        beside,
        figure(of(({ customersPerSecond }) => customersPerSecond)),
        figure(
          of(({ p50 }) => p50),
          2,
        ),
        figure(
          of(({ p99 }) => p99),
          2,
        ),
        figure(
          of(({ loop }) => loop.p50),
          2,
        ),
        figure(
          of(({ loop }) => loop.p99),
          2,
        ),
        figure(
          of(({ loop }) => loop.max),
          2,
        ),
      ];
    }),
  );
}

/** The soak, minute by minute. */
export function soakTable(minutes: readonly SoakedMinute[]): string {
  return table(
    ['Minute', 'customers/s', 'RSS MB', 'answered = recorded', 'failed'],
    minutes.map(({ customersPerSecond, residentMb, answered, recorded, failed }, i) => [
      String(i + 1),
      figure(customersPerSecond),
      figure(residentMb),
      verified(answered, recorded),
      String(failed),
    ]),
  );
}
