import type { CaseResult } from '../bench.js';
import type { Measurement } from '../measure/run-case.js';
import type { BesideGuesses } from '../sections/guessing.js';
import type { Hostile } from '../sections/hostile.js';
import type { Pressure } from '../sections/pressure.js';
import type { SoakedMinute } from '../sections/soak.js';
import { median } from '../statistics.js';

/** What the sections that ran have found. */
export interface Findings {
  readonly compare?: readonly CaseResult[];
  readonly actions?: readonly CaseResult[];
  readonly sizes?: readonly CaseResult[];
  readonly layers?: readonly CaseResult[];
  readonly pressure?: readonly (readonly Pressure[])[];
  readonly hostile?: readonly Hostile[];
  readonly guessing?: readonly BesideGuesses[];
  readonly growth?: readonly CaseResult[];
  readonly soak?: readonly SoakedMinute[];
}

/** The median of a measure over a case's repetitions. */
export function medianOf({ repetitions }: CaseResult, measure: keyof Measurement): number {
  return median(repetitions.map((measurement) => measurement[measure]));
}

/** The median of a measure of the case with this load and key; NaN where it was not measured. */
export function medianIn(
  results: readonly CaseResult[] | undefined,
  load: string,
  key: string,
  measure: keyof Measurement,
): number {
  const found = results?.find((result) => result.load.name === load && result.key === key);
  return found ? medianOf(found, measure) : NaN;
}
