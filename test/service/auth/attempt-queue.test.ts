import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AttemptQueue, MAX_WAITING, TooManyAttempts } from '../../../src/service/auth/attempt-queue.js';
import { FailureRecord } from '../../../src/service/auth/failure-record.js';
import { manualClock } from '../../support/manual-clock.js';

const HASHING_MS = 20;

let queue: AttemptQueue;
let failures: FailureRecord;
/** The attempts that were verified, in order. */
let verified: string[];
let running: number;
let mostRunning: number;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  failures = new FailureRecord(manualClock('2026-04-01T09:00:00Z'));
  queue = new AttemptQueue(failures);
  verified = [];
  running = 0;
  mostRunning = 0;
});
afterEach(() => vi.useRealTimers());

interface TestAttempt {
  readonly address?: string;
  readonly client?: string;
  readonly isGood?: boolean;
  readonly isWanted?: () => boolean;
}

/** Sends an attempt, and says what became of it. */
function attempt({ address = 'shop', client = 'till', isGood = false, isWanted = () => true }: TestAttempt) {
  const verify = async () => {
    running += 1;
    mostRunning = Math.max(mostRunning, running);
    verified.push(`${address} ${client}`);
    await new Promise((resolve) => setTimeout(resolve, HASHING_MS));
    running -= 1;
    return isGood;
  };
  return queue
    .verify({ address, client, isWanted, verify })
    .catch((error: unknown) => (error instanceof TooManyAttempts ? 'turned away' : error));
}

const many = (count: number, attempts: (i: number) => TestAttempt) =>
  Array.from({ length: count }, (_, i) => attempt(attempts(i)));

/** Lets so many verifications take their time, one after the other. */
const hashings = (count: number) => vi.advanceTimersByTimeAsync(count * HASHING_MS);

it('the queue verifies two attempts at a time', async () => {
  const results = many(10, (i) => ({ address: `shop-${i}`, client: `till-${i}`, isGood: i % 2 === 0 }));
  await hashings(5);
  expect(await Promise.all(results)).toEqual(results.map((_, i) => i % 2 === 0));
  expect(mostRunning).toBe(2);
});

it('the queue verifies one suspect attempt at a time, and pauses as long after each', async () => {
  void many(300, () => ({ address: 'attacker' }));
  await hashings(2);
  const begun = verified.length;
  mostRunning = 0;
  await hashings(100);
  expect(mostRunning).toBe(1);
  expect(verified.length - begun).toBeLessThanOrEqual(51);
  expect(verified.length - begun).toBeGreaterThanOrEqual(49);
});

describe('under 300 attempts with wrong secrets for one client from one address', () => {
  beforeEach(async () => {
    void many(300, () => ({ address: 'attacker' }));
    await hashings(10);
    verified = [];
  });

  it.each([
    { who: 'the same client at another address', address: 'shop', client: 'till' },
    { who: 'another client at the same address', address: 'attacker', client: 'other' },
    { who: 'another client at another address', address: 'shop', client: 'other' },
  ])('$who is verified next', async ({ address, client }) => {
    const good = attempt({ address, client, isGood: true });
    await hashings(3);
    expect(await good).toBe(true);
    expect(verified.indexOf(`${address} ${client}`)).toBeLessThanOrEqual(1);
  });

  it('the same client at the same address is verified within 15 seconds', async () => {
    const good = attempt({ address: 'attacker', isGood: true });
    await vi.advanceTimersByTimeAsync(15_000);
    expect(await good).toBe(true);
  });
});

it('300 addresses that fail on one client get behind a new address, not before it', async () => {
  void many(300, (i) => ({ address: `attacker-${i}` }));
  await hashings(1_000);
  void many(300, (i) => ({ address: `attacker-${i}` }));
  verified = [];
  const good = attempt({ isGood: true });
  await hashings(4);
  expect(await good).toBe(true);
  expect(verified.indexOf('shop till')).toBeLessThanOrEqual(1);
});

describe('under 300 callers that guess for one client, each time from a new address', () => {
  let guesses: number;
  let isGuessing: boolean;
  /** Guesses again as soon as the guess before is answered. */
  async function guess(): Promise<void> {
    while (isGuessing) await attempt({ address: `attacker-${guesses++}` });
  }
  beforeEach(async () => {
    guesses = 0;
    isGuessing = true;
    for (let i = 0; i < 300; i += 1) void guess();
    await hashings(100);
  });
  afterEach(() => {
    isGuessing = false;
  });

  it('three of four good attempts from new addresses have the next turn', async () => {
    const served: boolean[] = [];
    for (let i = 0; i < 8; i += 1) {
      verified = [];
      void attempt({ address: `shop-${i}`, isGood: true });
      await hashings(2);
      expect(verified).toHaveLength(1);
      served.push(verified.includes(`shop-${i} till`));
    }
    expect(served.filter(Boolean)).toHaveLength(6);
    expect(served.slice(0, 4).filter(Boolean)).toHaveLength(3);
  });

  it('one of four turns goes to the oldest guess', async () => {
    verified = [];
    await hashings(16);
    const numbers = verified.map((name) => Number(/\d+/.exec(name)?.[0]));
    expect(numbers).toHaveLength(8);
    expect(numbers.filter((number) => number < 300)).toHaveLength(2);
  });
});

it('a newcomer is not turned away before others of its rank when 1,000 wait', async () => {
  for (let i = 0; i < 20; i += 1) failures.add({ address: `attacker-${i}`, client: 'till' });
  const guesses = many(MAX_WAITING + 1, (i) => ({ address: `guess-${i}` }));
  const good = attempt({ address: 'new', isGood: true });
  await hashings(3);
  expect(await good).toBe(true);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await guesses[MAX_WAITING / 2 + 1]).toBe('turned away');
});

describe('when 1,000 attempts wait', () => {
  it('the one with the worst rank is turned away after a second, and a better newcomer gets in', async () => {
    for (let i = 0; i < 3; i += 1) failures.add({ address: 'attacker', client: 'till' });
    void many(2, (i) => ({ address: `shop-${i}`, isGood: true }));
    const results = many(MAX_WAITING, () => ({ address: 'attacker' }));
    const good = attempt({ isGood: true });
    await hashings(3);
    expect(await good).toBe(true);
    const turnedAway = results[MAX_WAITING / 2 - 1]!;
    const waits = Symbol('waits');
    expect(await Promise.race([turnedAway, Promise.resolve(waits)])).toBe(waits);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await turnedAway).toBe('turned away');
  });

  it('a newcomer with the worst rank is turned away itself', async () => {
    void many(MAX_WAITING + 2, (i) => ({ address: `shop-${i}`, client: `till-${i}`, isGood: true }));
    failures.add({ address: 'attacker', client: 'till' });
    const bad = attempt({ address: 'attacker' });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await bad).toBe('turned away');
    expect(verified).not.toContain('attacker till');
  });
});

it('an attempt whose callers have all left is not verified', async () => {
  let isConnected = true;
  void many(2, (i) => ({ address: `shop-${i}`, isGood: true }));
  const left = attempt({ address: 'left', isWanted: () => isConnected });
  isConnected = false;
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await left).toBe('turned away');
  expect(verified).not.toContain('left till');
});

it('an attempt is turned away when its turn does not come within 15 seconds', async () => {
  for (let i = 0; i < 3; i += 1) failures.add({ address: 'attacker', client: 'till' });
  const results = many(500, () => ({ address: 'attacker' }));
  await vi.advanceTimersByTimeAsync(16_100);
  expect(await results[150]).toBe('turned away');
  expect(verified.length).toBeLessThan(500);
});

it('from when it closes, suspect attempts are turned away at once, and others are still verified', async () => {
  for (let i = 0; i < 3; i += 1) failures.add({ address: 'attacker', client: 'till' });
  const before = many(10, () => ({ address: 'attacker' }));
  const good = many(10, (i) => ({ address: `shop-${i}`, isGood: true }));
  queue.close();
  const after = many(10, () => ({ address: 'attacker' }));
  await hashings(6);
  expect(await Promise.all(good)).toEqual(good.map(() => true));
  const turnedAway = Array.from({ length: 19 }, () => 'turned away');
  expect(await Promise.all([...before.slice(1), ...after])).toEqual(turnedAway);
});

it('an error of the verification is the caller’s own, and frees its turn', async () => {
  const failed = queue.verify({
    address: 'shop',
    client: 'till',
    isWanted: () => true,
    verify: () => Promise.reject(new Error('out of memory')),
  });
  await expect(failed).rejects.toThrow('out of memory');
  const good = attempt({ isGood: true });
  await hashings(1);
  expect(await good).toBe(true);
});
