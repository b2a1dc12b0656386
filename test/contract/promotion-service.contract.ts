import { describe } from 'vitest';
import { useContract } from './contract-fixture.js';
import { decidesDryRuns } from './dry-run.contract.js';
import { enrolsAndEarns } from './enrol-and-earn.contract.js';
import { answersKeysAgain } from './idempotency.contract.js';
import { judgesRequests } from './requests.contract.js';
import { freesLimits, revokesInOrder, revokesWhatIsNamed } from './revoke.contract.js';
import type { Subject } from './subject.js';

/** What every PromotionService does, on every store and in front of a platform. */
export function promotionServiceContract(name: string, open: () => Promise<Subject>): void {
  describe(`a promotion service on ${name}`, () => {
    const fixture = useContract(open);
    enrolsAndEarns(fixture);
    judgesRequests(fixture);
    revokesWhatIsNamed(fixture);
    revokesInOrder(fixture);
    freesLimits(fixture);
    answersKeysAgain(fixture);
    decidesDryRuns(fixture);
  });
}
