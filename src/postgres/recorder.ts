import type { Origin } from '../service/ports.js';

/** Where a transaction comes from, and whether anybody is to be told of what it records. */
export interface Recorder extends Origin {
  readonly publishes: boolean;
}
