import { afterEach, expect, it, vi } from 'vitest';
import { openServerStore } from '../../../src/postgres/store.js';
import { storeClock } from '../../../src/postgres/connection/store-clock.js';
import { describeWithPostgres } from '../../support/postgres-database.js';

const HOURS = 3_600_000;

describeWithPostgres('the clock of the store', (url) => {
  afterEach(() => vi.restoreAllMocks());

  it.each([25, -25])('is that of a gateway whose machine is %i hours ahead', async (hours) => {
    const store = await openServerStore(url(), { poolSize: 1 });
    const { now } = Date;
    vi.spyOn(Date, 'now').mockImplementation(() => now.call(Date) + hours * HOURS);
    const clock = await storeClock(store.db, (error) => expect.unreachable(String(error)));
    expect(Math.abs(clock.now().getTime() - now.call(Date))).toBeLessThan(HOURS);
    expect(Math.abs(clock.aheadMs - hours * HOURS)).toBeLessThan(HOURS);
    clock.stop();
    await store.close();
  });
});
