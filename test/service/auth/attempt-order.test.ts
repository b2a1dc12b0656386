import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AttemptQueue, MAX_WAITING } from '../../../src/service/auth/attempt-queue.js';
import { compareRanks, FailureRecord, type Rank } from '../../../src/service/auth/failure-record.js';
import { manualClock } from '../../support/manual-clock.js';

let failures: FailureRecord;
let queue: AttemptQueue;
/** The clients whose verification has begun, in order, and how to end it. */
let begun: Map<string, (matches: boolean) => void>;
/** What became of the attempts. */
let results: Map<string, unknown>;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  failures = new FailureRecord(manualClock('2026-04-01T09:00:00Z'));
  queue = new AttemptQueue(failures);
  begun = new Map();
  results = new Map();
});
afterEach(() => vi.useRealTimers());

const partiesOf = (name: string) => {
  const [party = ''] = name.split(' ');
  return { address: party, client: party };
};

/** Sends an attempt; those whose names begin with the same word are of one client at one address. */
function attempt(name: string): void {
  const verify = () => new Promise<boolean>((resolve) => begun.set(name, resolve));
  void queue
    .verify({ ...partiesOf(name), isWanted: () => true, verify })
    .catch((error: unknown) => error)
    .then((result) => results.set(name, result));
}
function fail(name: string, times: number): void {
  for (let i = 0; i < times; i++) failures.add(partiesOf(name));
}
const passed = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);
async function end(name: string, matches: boolean): Promise<void> {
  begun.get(name)?.(matches);
  await passed(0);
}
const tooMany = expect.objectContaining({
  name: 'TooManyAttempts',
  message: 'Too many attempts to log in are waiting',
});

describe('attempts that wait', () => {
  beforeEach(() => {
    for (const name of ['running', 'also-running']) attempt(name);
  });

  it('are all kept while no more than the most wait', async () => {
    for (let i = 0; i < MAX_WAITING; i++) attempt(`shop-${i}`);
    await passed(1_000);
    expect(results).toEqual(new Map());
  });

  it('go behind others when their client failed meanwhile', async () => {
    for (const name of ['unlucky', 'lucky']) attempt(name);
    fail('unlucky', 1);
    await end('running', false);
    expect([...begun.keys()].at(-1)).toBe('lucky');
  });

  it('go by their arrival when they come to have equal ranks', async () => {
    fail('first', 1);
    for (const name of ['first', 'second']) attempt(name);
    fail('second', 1);
    await end('running', false);
    expect([...begun.keys()].at(-1)).toBe('first');
  });

  it('leave after 15 seconds, and no other with them', async () => {
    attempt('early');
    await passed(10_000);
    attempt('late');
    await passed(6_000);
    expect(results).toEqual(new Map([['early', tooMany]]));
    await end('running', true);
    await end('also-running', true);
    expect([...begun.keys()].slice(2)).toEqual(['late']);
  });

  it('are turned away when their client fails for the third time while the queue closes', async () => {
    fail('running', 2);
    attempt('running again');
    queue.close();
    await end('running', false);
    expect(results.get('running again')).toEqual(tooMany);
    expect(begun).not.toContain('running again');
  });
});

describe('suspect attempts', () => {
  it('of the best rank go first, the newest of them before the others', async () => {
    fail('guesser', 3);
    fail('flood', 5);
    for (const name of ['guesser 1', 'guesser 2', 'guesser 3', 'flood']) attempt(name);
    await end('guesser 1', true);
    expect([...begun.keys()]).toEqual(['guesser 1', 'guesser 3']);
  });

  it('that fail are answered after a pause as long as the verification', async () => {
    fail('guesser', 3);
    attempt('guesser');
    await passed(20);
    await end('guesser', false);
    await passed(19);
    expect(results).toEqual(new Map());
    await passed(1);
    expect(results).toEqual(new Map([['guesser', false]]));
  });

  it('are turned away at once, and never verified, from when the queue closes', async () => {
    fail('guesser', 3);
    for (const name of ['guesser 1', 'guesser 2']) attempt(name);
    queue.close();
    attempt('guesser 3');
    await passed(0);
    expect(results).toEqual(
      new Map([
        ['guesser 2', tooMany],
        ['guesser 3', tooMany],
      ]),
    );
    await end('guesser 1', true);
    await passed(1_000);
    expect([...begun.keys()]).toEqual(['guesser 1']);
  });
});

it('an attempt that succeeds does not count as a failure', async () => {
  attempt('good');
  await end('good', true);
  expect(results.get('good')).toBe(true);
  expect(failures.rankOf(partiesOf('good'))).toEqual({ isSuspect: false, pair: 0, either: 0 });
});

it('a failure counts for its address and for its client', () => {
  fail('guesser', 1);
  expect(failures.rankOf(partiesOf('guesser'))).toEqual({ isSuspect: false, pair: 1, either: 2 });
});

it.each<[string, Rank, Rank]>([
  ['suspicion', { isSuspect: false, pair: 9, either: 99 }, { isSuspect: true, pair: 0, either: 0 }],
  [
    'the failures of the pair',
    { isSuspect: false, pair: 0, either: 99 },
    { isSuspect: false, pair: 1, either: 0 },
  ],
  [
    'the failures of either',
    { isSuspect: true, pair: 1, either: 1 },
    { isSuspect: true, pair: 1, either: 2 },
  ],
])('ranks are compared by %s before all that counts less', (_, lower, higher) => {
  expect(compareRanks(lower, higher)).toBeLessThan(0);
  expect(compareRanks(higher, lower)).toBeGreaterThan(0);
  expect(compareRanks(lower, { ...lower })).toBe(0);
});
