import { expect, it } from 'vitest';
import { Turns } from '../../src/request/turns.js';

it('a request works at once while it has little to do', () => {
  const turns = new Turns();
  expect(Array.from({ length: 500 }, () => turns.take(1)).every((turn) => turn === null)).toBe(true);
});

it('a request with much to do lets the event loop turn after each five hundred units', async () => {
  const turns = new Turns();
  let loopTurns = 0;
  const watch = () => {
    loopTurns += 1;
    watching = setImmediate(watch);
  };
  let watching = setImmediate(watch);
  const doneAt = await Promise.all(
    Array.from({ length: 2_000 }, async () => {
      await turns.take(1);
      return loopTurns;
    }),
  );
  clearImmediate(watching);
  const perTurn = new Map<number, number>();
  for (const turn of doneAt) perTurn.set(turn, (perTurn.get(turn) ?? 0) + 1);
  expect([...perTurn.values()]).toEqual([500, 500, 500, 500]);
});

it('work of many units takes a turn of its own', async () => {
  const turns = new Turns();
  expect(turns.take(2_000)).toBeNull();
  let isNext = false;
  setImmediate(() => (isNext = true));
  await turns.take(1);
  expect(isNext).toBe(true);
});
