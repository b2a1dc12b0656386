import { beforeEach, describe, expect, it } from 'vitest';
import { compareRanks, FailureRecord, type Parties } from '../../../src/service/auth/failure-record.js';
import { manualClock, type ManualClock } from '../../support/manual-clock.js';

let clock: ManualClock;
let failures: FailureRecord;
beforeEach(() => {
  clock = manualClock('2026-04-01T09:00:00Z');
  failures = new FailureRecord(clock);
});

function fail(times: number, parties: Parties): void {
  for (let i = 0; i < times; i += 1) failures.add(parties);
}

const by = (address: string, client: string): Parties => ({ address, client });
const isSuspect = (address: string, client: string) => failures.rankOf(by(address, client)).isSuspect;

describe('an attempt to log in', () => {
  it('is no suspect while its address and client have not failed', () => {
    expect(failures.rankOf(by('a', 'till'))).toEqual({ isSuspect: false, pair: 0, either: 0 });
  });

  it('is suspect from the third failure of its address with its client on', () => {
    fail(2, by('a', 'till'));
    expect(isSuspect('a', 'till')).toBe(false);
    fail(1, by('a', 'till'));
    expect(isSuspect('a', 'till')).toBe(true);
    expect(isSuspect('b', 'till')).toBe(false);
    expect(isSuspect('a', 'other')).toBe(false);
  });

  it('is suspect from the twentieth failure of its address with any clients on', () => {
    for (let i = 0; i < 19; i += 1) fail(1, by('a', `till-${i}`));
    expect(isSuspect('a', 'other')).toBe(false);
    fail(1, by('a', 'till-19'));
    expect(isSuspect('a', 'other')).toBe(true);
    expect(isSuspect('b', 'till-0')).toBe(false);
  });

  it('is suspect from the twentieth failure of its client from any addresses on', () => {
    for (let i = 0; i < 20; i += 1) fail(1, by(`address-${i}`, 'till'));
    expect(isSuspect('b', 'till')).toBe(true);
    expect(isSuspect('address-0', 'other')).toBe(false);
  });

  it('is no suspect any more some minutes after the last failure', () => {
    fail(20, by('a', 'till'));
    clock.advance(60_000);
    expect(failures.rankOf(by('a', 'till')).pair).toBe(10);
    clock.advance(120_000);
    expect(isSuspect('a', 'till')).toBe(false);
  });

  it('gains nothing by a clock that is set back', () => {
    fail(4, by('a', 'till'));
    clock.advance(-60_000);
    expect(failures.rankOf(by('a', 'till')).pair).toBe(4);
  });
});

it('a flood on one client from one address ranks behind the client elsewhere and other clients there', () => {
  fail(100, by('attacker', 'till'));
  const ranks = [by('attacker', 'till'), by('attacker', 'other'), by('shop', 'till'), by('shop', 'other')]
    .map((parties) => ({ ...parties, rank: failures.rankOf(parties) }))
    .sort((one, other) => compareRanks(one.rank, other.rank))
    .map(({ address, client }) => `${address} ${client}`);
  expect(ranks[0]).toBe('shop other');
  expect(ranks[3]).toBe('attacker till');
});

it('the record of failures forgets the oldest of 10,000 addresses, so that inventing addresses fills no memory', () => {
  fail(3, by('first', 'till'));
  for (let i = 0; i < 10_000; i += 1) failures.add(by(`address-${i}`, 'other'));
  expect(isSuspect('first', 'till')).toBe(false);
});
