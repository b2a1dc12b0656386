import { forkDriver } from '../load/driver-process.js';
import { POOL_SIZE } from '../load/loads.js';
import type { Drive } from '../load/drive.js';
import type { CallTemplate } from '../store/call-template.js';
import type { Contender } from './contender.js';

/** The arguments of the process. */
export interface BarePgOrder {
  readonly url: string;
  readonly poolSize: number;
  readonly template: CallTemplate;
  readonly drive: Drive;
}

/** Recorded calls by how many customers they name. */
export type Templates = (size: number) => CallTemplate;

/** The same statements through the same driver, and nothing else: what is left of a call when all is taken away. */
export function barePg(url: string, templates: Templates): Contender {
  const name = 'bare pg';
  return {
    name,
    description: `The recorded statements through node-postgres alone, on a pool of ${POOL_SIZE}`,
    start: async (processes) => {
      const driver = await forkDriver('bare-pg.js');
      const { child } = driver;
      processes.onStop(() => child.kill());
      return {
        name,
        pids: () => (child.pid === undefined ? [] : [child.pid]),
        drive: (drive, watcher) => {
          const template = templates(drive.walk.size);
          return driver.drive({ url, poolSize: POOL_SIZE, template, drive } satisfies BarePgOrder, watcher);
        },
      };
    },
  };
}
