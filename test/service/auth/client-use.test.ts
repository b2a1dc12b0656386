import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ClientUses, startUseRecording, type ClientUse } from '../../../src/service/auth/client-use.js';
import type { Caller } from '../../../src/service/caller.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const caller = (clientId: string): Caller => ({
  organisation: { organisationId: '77', timeZone: 'UTC' },
  clientId,
  access: [],
});
const use = (clientId: string, day: string): ClientUse => ({ organisationId: '77', clientId, day });
const MORNING = new Date('2026-04-01T09:00:00Z');
const NEXT_DAY = new Date('2026-04-02T00:00:00Z');

/** A store that keeps what it is given, and fails where it is told to. */
function storeOf(written: ClientUse[][], failing = { now: false }) {
  return {
    recordUse: async (uses: readonly ClientUse[]) => {
      if (failing.now) throw new Error('read-only');
      written.push([...uses]);
    },
  };
}

it('a client is written once a day, however often it calls', async () => {
  const [uses, written] = [new ClientUses(), [] as ClientUse[][]];
  for (const at of [MORNING, MORNING, new Date('2026-04-01T23:59:59.999Z')]) uses.note(caller('9'), at);
  uses.note(caller('10'), MORNING);
  await uses.write(storeOf(written));
  uses.note(caller('9'), MORNING);
  await uses.write(storeOf(written));
  expect(written).toEqual([[use('9', '2026-04-01'), use('10', '2026-04-01')]]);
  uses.note(caller('9'), NEXT_DAY);
  await uses.write(storeOf(written));
  expect(written[1]).toEqual([use('9', '2026-04-02')]);
});

it('many clients are written in chunks of a thousand', async () => {
  const [uses, written] = [new ClientUses(), [] as ClientUse[][]];
  for (let i = 1; i <= 2_500; i++) uses.note(caller(String(i)), MORNING);
  await uses.write(storeOf(written));
  expect(written.map(({ length }) => length)).toEqual([1_000, 1_000, 500]);
});

it('what cannot be written is written later, and only the first failure in a row is reported', async () => {
  const [uses, written, failing, errors] = [new ClientUses(), [] as ClientUse[][], { now: true }, vi.fn()];
  const stop = startUseRecording(uses, storeOf(written, failing), errors);
  uses.note(caller('9'), MORNING);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(errors).toHaveBeenCalledTimes(1);
  failing.now = false;
  await vi.advanceTimersByTimeAsync(30_000);
  expect(written).toEqual([[use('9', '2026-04-01')]]);
  failing.now = true;
  uses.note(caller('10'), MORNING);
  await stop();
  expect(errors).toHaveBeenCalledTimes(2);
});

it('the end writes what is left, and nothing comes after it', async () => {
  const [uses, written] = [new ClientUses(), [] as ClientUse[][]];
  const stop = startUseRecording(uses, storeOf(written), () => expect.unreachable());
  uses.note(caller('9'), MORNING);
  await stop();
  uses.note(caller('10'), MORNING);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(written).toEqual([[use('9', '2026-04-01')]]);
});
