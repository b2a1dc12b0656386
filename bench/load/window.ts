import { percentile } from '../statistics.js';

/** When one mutation was sent and when its answer was complete, in milliseconds of any one clock. */
export interface Span {
  readonly sent: number;
  readonly answered: number;
}

/** What spans say of a window of time. */
export interface WindowSummary {
  /** Mutations: each counts by the share of its time that fell into the window. */
  readonly completed: number;
  /** The latency of the mutations that were under way in the window, in milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

/**
 * Mutations that take about as long as the window would not be counted by their ends: few or none fall into it. So
 * a share of each counts, for all contenders alike.
 */
export function summariseWindow(spans: readonly Span[], begin: number, end: number): WindowSummary {
  const inside = spans.filter(({ sent, answered }) => answered > begin && sent < end);
  const shares = inside.map(
    ({ sent, answered }) => (Math.min(answered, end) - Math.max(sent, begin)) / (answered - sent),
  );
  const latencies = inside.map(({ sent, answered }) => answered - sent);
  return {
    completed: shares.reduce((sum, share) => sum + share, 0),
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
  };
}
