import { expect, it } from 'vitest';
import { summariseWindow } from '../../bench/load/window.js';

const BEGIN = 100;
const END = 200;

it.each([
  { spans: [{ sent: 120, answered: 150 }], completed: 1, what: 'a mutation within the window once' },
  { spans: [{ sent: 50, answered: 100 }], completed: 0, what: 'a mutation before the window not at all' },
  { spans: [{ sent: 200, answered: 250 }], completed: 0, what: 'a mutation after the window not at all' },
  {
    spans: [{ sent: 90, answered: 130 }],
    completed: 0.75,
    what: 'a mutation that was under way by its share',
  },
  {
    spans: [{ sent: 150, answered: 250 }],
    completed: 0.5,
    what: 'a mutation that is still under way by its share',
  },
  {
    spans: [{ sent: 0, answered: 400 }],
    completed: 0.25,
    what: 'a mutation longer than the window by its share',
  },
])('the window of a measurement counts $what', ({ spans, completed }) => {
  expect(summariseWindow(spans, BEGIN, END).completed).toBe(completed);
});

it('the window of a measurement has the latencies of its mutations', () => {
  const spans = [
    ...Array(99).fill({ sent: 110, answered: 120 }),
    { sent: 90, answered: 190 },
    { sent: 0, answered: 50 },
  ];
  expect(summariseWindow(spans, BEGIN, END)).toMatchObject({ p50: 10, p99: 10 });
  expect(summariseWindow(spans.slice(1), BEGIN, END)).toMatchObject({ p50: 10, p99: 100 });
});
