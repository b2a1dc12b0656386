import { forkDriver, type DriverProcess } from './driver-process.js';
import type { Drive, Driven, Driver, WindowWatcher } from './drive.js';
import type { Dialect } from './requests.js';

/** Where mutations are sent, and how they are written. */
export interface HttpTarget {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly dialect: Dialect;
  /** Whether each mutation bears an idempotency key of its own. */
  readonly idempotent: boolean;
}

/** The arguments of the load generator. */
export interface HttpOrder {
  readonly drive: Drive;
  readonly target: HttpTarget;
  /** Makes the idempotency keys of this run differ from every other's. */
  readonly run: string;
}

let runs = 0;
/** Generators that wait for their next order: one that is compiled already costs less than a new one. */
const idle: DriverProcess[] = [];

/** Drives a server over HTTP from a process of its own. */
export function httpDriver(target: HttpTarget): Driver {
  return async (drive: Drive, watcher: WindowWatcher): Promise<Driven> => {
    const generator = idle.pop() ?? (await forkDriver('generate-load.js'));
    runs += 1;
    const order: HttpOrder = { drive, target, run: `${process.pid}-${runs}` };
    try {
      const driven = await generator.drive(order, watcher);
      idle.push(generator);
      return driven;
    } catch (error) {
      generator.child.kill();
      throw error;
    }
  };
}

/** Ends the generators. */
export function stopGenerators(): void {
  for (const { child } of idle.splice(0)) child.kill();
}
