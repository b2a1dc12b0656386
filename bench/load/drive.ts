import type { WindowSummary } from './window.js';
import type { Walk } from '../store/walk.js';

/** What a driver is to do: keep every connection busy with one mutation after the other. */
export interface Drive {
  readonly walk: Walk;
  readonly action: Action;
  readonly connections: number;
  /** Seconds of load before what is measured. */
  readonly warmUp: number;
  /** Seconds that are measured. */
  readonly seconds: number;
}

export type Action = 'ENROL' | 'EARN';

/** What a driver saw. */
export interface Driven extends WindowSummary {
  /** How long it measured. */
  readonly seconds: number;
  /** Mutations answered as a whole success from beginning to end: warm-up and what was in flight included. */
  readonly answered: number;
  /** Mutations answered in any other way. */
  readonly failed: number;
  /** The first failed answer, to see why. */
  readonly failure?: string | undefined;
  /** The driver's own CPU milliseconds while measuring; no part of what is measured, but of what the machine does. */
  readonly cpuMs: number;
}

/** Is called when measuring begins and ends, so that others can look at the clock and the CPU as well. */
export interface WindowWatcher {
  begin(): void;
  end(): void;
}

/** What keeps a contender busy. */
export type Driver = (drive: Drive, watcher: WindowWatcher) => Promise<Driven>;

/** What a driver in a process of its own says to its parent. */
export type DriverMessage =
  { readonly kind: 'ready' | 'begin' | 'end' } | { readonly kind: 'driven'; readonly driven: Driven };
