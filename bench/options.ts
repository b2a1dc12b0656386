import { parseArgs } from 'node:util';

/** The parts of the benchmarks, in the order in which they run. */
export const sections = [
  'compare',
  'actions',
  'sizes',
  'layers',
  'pressure',
  'hostile',
  'guessing',
  'growth',
  'soak',
] as const;
export type Section = (typeof sections)[number];

/** What runs unless the command line names something else. */
const usual: readonly Section[] = [
  'compare',
  'actions',
  'sizes',
  'layers',
  'pressure',
  'hostile',
  'guessing',
];

export interface Options {
  readonly quick: boolean;
  readonly sections: readonly Section[];
  readonly repetitions: number;
  /** Seconds of warm-up and of measuring, each time. */
  readonly warmUp: number;
  readonly seconds: number;
  readonly customers: number;
  readonly promotions: number;
  readonly soakMinutes: number;
  /** Parts of the names of the contenders to compare; all when there are none. */
  readonly only: readonly string[];
}

export const USAGE = `npm run bench -- [options]
  --quick              the main ratios in under a minute, once each; writes no file
  --all                everything
  ${sections.map((section) => `--${section}`).join(' ')}
                       only these; ${usual.join(', ')} unless any is named
  --only <name>,...    compare only contenders whose names have these in them
  --repetitions <n>    how often everything is measured (3)
  --seconds <n>        for how long each time (4)
  --customers <n>      how many there are (1000000)
  --promotions <n>     how many there are (50)
  --soak-minutes <n>   how long the soak takes (10)`;

/** @throws Error for what is no option */
export function readOptions(args: readonly string[]): Options {
  const flag = { type: 'boolean', default: false } as const;
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: flag,
      all: flag,
      compare: flag,
      actions: flag,
      sizes: flag,
      layers: flag,
      pressure: flag,
      hostile: flag,
      guessing: flag,
      growth: flag,
      soak: flag,
      only: text,
      repetitions: text,
      seconds: text,
      customers: text,
      promotions: text,
      'soak-minutes': text,
    },
  });
  const { quick } = values;
  const named = sections.filter((section) => values[section]);
  return {
    quick,
    sections: sectionsToRun(values.all, quick, named),
    repetitions: positive('repetitions', values.repetitions, quick ? 1 : 3),
    warmUp: quick ? 0.5 : 1,
    seconds: positive('seconds', values.seconds, quick ? 1 : 4),
    customers: positive('customers', values.customers, quick ? 100_000 : 1_000_000),
    promotions: positive('promotions', values.promotions, 50),
    soakMinutes: positive('soak-minutes', values['soak-minutes'], 10),
    only: values.only?.split(',') ?? [],
  };
}

function sectionsToRun(all: boolean, quick: boolean, named: readonly Section[]): readonly Section[] {
  if (all) return sections;
  if (named.length > 0) return named;
  return quick ? ['compare'] : usual;
}

function positive(name: string, text: string | undefined, usualValue: number): number {
  const number = text === undefined ? usualValue : Number(text);
  if (number > 0) return number;
  throw new Error(`--${name} takes a number above 0`);
}
