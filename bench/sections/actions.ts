import { interleave, type Bench, type Case, type CaseResult } from '../bench.js';
import { gateway } from '../contenders/gateway.js';
import { BULK, SINGLE, walkOf } from '../load/loads.js';
import { emptyRecords, enrolAhead } from '../store/data.js';

/** How many customers are enrolled ahead; those who earn a second time have as much to do as before. */
const ENROLLED_AHEAD = 300_000;

/** Enrolling and earning on the same promotions. */
export function compareActions(bench: Bench): Promise<CaseResult[]> {
  const { options, ground } = bench;
  const enrol = gateway('enrol', 'This gateway', ground.url, { door: 'graphql' });
  const earn = gateway('earn', 'The same process', ground.url, { door: 'graphql' });
  const cases = [BULK, SINGLE].flatMap((load): Case[] => {
    const walk = walkOf(load, options);
    const earners = { ...walk, length: Math.min(ENROLLED_AHEAD, options.customers) / load.size };
    return [
      { contender: enrol, load, walk, key: 'enrol' },
      {
        contender: earn,
        load,
        walk: earners,
        action: 'EARN',
        key: 'earn',
        prepare: async (url) => {
          await emptyRecords(url);
          await enrolAhead(url, earners);
        },
      },
    ];
  });
  return interleave(bench, cases);
}
