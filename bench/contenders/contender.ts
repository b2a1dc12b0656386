import type { Processes } from './processes.js';
import type { Drive, Driven, WindowWatcher } from '../load/drive.js';

/** A way to do what the gateway does, or part of the gateway itself. */
export interface Contender {
  readonly name: string;
  /** One line for the reader of the results. */
  readonly description: string;
  start(processes: Processes): Promise<RunningContender>;
}

export interface RunningContender {
  readonly name: string;
  /** The processes that do the work, besides PostgreSQL; what is below them counts too. */
  pids(): number[];
  drive(drive: Drive, watcher: WindowWatcher): Promise<Driven>;
}
