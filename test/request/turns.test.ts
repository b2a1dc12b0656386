import { describe, expect, it } from 'vitest';
import { Turns } from '../../src/request/turns.js';

it('a request works at once while it has little to do', () => {
  const turns = new Turns();
  expect(Array.from({ length: 250 }, () => turns.take(1)).every((turn) => turn === null)).toBe(true);
});

it('a request with much to do lets the event loop turn after each 250 units', async () => {
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
  expect([...perTurn.values()]).toEqual(Array(8).fill(250));
});

it('work of many units takes a turn of its own', async () => {
  const turns = new Turns();
  expect(turns.take(2_000)).toBeNull();
  let isNext = false;
  setImmediate(() => (isNext = true));
  await turns.take(1);
  expect(isNext).toBe(true);
});

describe('finding items among many', () => {
  it('looks at no more than it has to, and finds no more than it is asked for', async () => {
    let looks = 0;
    const isEven = (n: number) => {
      looks += 1;
      return n % 2 === 0;
    };
    expect(await new Turns().find([1, 2, 3, 4, 5, 6, 7], isEven, 2)).toEqual([2, 4]);
    expect(looks).toBe(4);
    expect(await new Turns().find([1, 2, 3], isEven, 2)).toEqual([2]);
  });

  it('lets the event loop turn after some thousands of looks, of all that look at a time together', async () => {
    const turns = new Turns();
    const looksByTurn = [0];
    const watch = () => {
      looksByTurn.push(0);
      watching = setImmediate(watch);
    };
    let watching = setImmediate(watch);
    const items = Array(3_000).fill(1);
    await Promise.all(
      Array.from({ length: 100 }, () =>
        turns.find(
          items,
          () => {
            looksByTurn[looksByTurn.length - 1]! += 1;
            return false;
          },
          1,
        ),
      ),
    );
    clearImmediate(watching);
    expect(looksByTurn.reduce((sum, looks) => sum + looks)).toBe(300_000);
    expect(Math.max(...looksByTurn)).toBeLessThanOrEqual(10_000);
  });
});
