import type pg from 'pg';
import type { BarePgOrder } from '../contenders/bare-pg.js';
import type { DriverMessage } from '../load/drive.js';
import { keepBusy } from '../load/keep-busy.js';
import { namedBy } from '../store/walk.js';
import { openPool, sendStatements } from './statements.js';

let pool: pg.Pool | undefined;

process.on('message', (order: BarePgOrder) => {
  send(order).catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
});
say({ kind: 'ready' });

function say(message: DriverMessage): void {
  process.send?.(message);
}

async function send({ url, poolSize, template, drive }: BarePgOrder): Promise<void> {
  const open = (pool ??= openPool(url, poolSize, template));
  const driven = await keepBusy(
    drive,
    async (mutation) => {
      const ids = await sendStatements(open, template, namedBy(drive.walk, mutation));
      return ids.length === drive.walk.size ? null : `${ids.length} ids`;
    },
    { begin: () => say({ kind: 'begin' }), end: () => say({ kind: 'end' }) },
  );
  say({ kind: 'driven', driven });
}
