import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogue, type Fault, type Refusal } from '../../src/domain/errors.js';
import { highestPriority } from '../../src/domain/highest-priority.js';

fc.configureGlobal({ seed: 20260401 });

const faults = Object.keys(catalogue) as Fault[];

describe('of several faults', () => {
  it('none is first where there are none', () => {
    expect(highestPriority([])).toBeNull();
  });

  it('the one that is checked first is told, whatever their order', () => {
    const refusals: readonly Refusal[] = faults.map((fault) => ({ fault }));
    const some = fc.shuffledSubarray([...refusals], { minLength: 1 });
    fc.assert(
      fc.property(some, (subset) => {
        const first = faults.find((fault) => subset.some((refusal) => refusal.fault === fault));
        expect(highestPriority(subset)?.fault).toBe(first);
      }),
    );
  });

  it('the one that came first is told of two with one cause, with its field', () => {
    const refusals: Refusal[] = [
      { fault: 'BATCH_TOO_LARGE' },
      { fault: 'MISSING_PARAMETERS', field: ['programId'] },
      { fault: 'MISSING_PARAMETERS', field: ['promotionId'] },
    ];
    expect(highestPriority(refusals)).toEqual({ fault: 'MISSING_PARAMETERS', field: ['programId'] });
  });

  it('all are left as they were', () => {
    const refusals: readonly Refusal[] = Object.freeze([
      { fault: 'NOT_ISSUED' },
      { fault: 'USER_GROUP' },
    ] as const);
    expect(highestPriority(refusals)).toEqual({ fault: 'USER_GROUP' });
    expect(refusals[0]).toEqual({ fault: 'NOT_ISSUED' });
  });
});
