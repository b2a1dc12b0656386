import { Pool, type Dispatcher } from 'undici';
import type { DriverMessage } from '../load/drive.js';
import { keepBusy } from '../load/keep-busy.js';
import type { HttpOrder } from '../load/http-load.js';
import { isWholeSuccess, writeRequest, type MutationRequest } from '../load/requests.js';
import { namedBy } from '../store/walk.js';

/** Written out ahead of time, so that writing does not slow the load down; what is beyond is written when sent. */
const MOST_PREPARED_BYTES = 96 * 1024 * 1024;
const MOST_PREPARED = 60_000;

process.on('message', (order: HttpOrder) => {
  generate(order).catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
});
say({ kind: 'ready' });

function say(message: DriverMessage): void {
  process.send?.(message);
}

async function generate(order: HttpOrder): Promise<void> {
  const { drive, target } = order;
  const pool = new Pool(target.origin, { connections: drive.connections, pipelining: 1 });
  const requestOf = prepareRequests(order);
  const driven = await keepBusy(
    drive,
    async (mutation) => {
      const { status, body } = await post(pool, order, requestOf(mutation));
      return isWholeSuccess(status, body, drive.walk.size) ? null : `${status} ${body.slice(0, 500)}`;
    },
    { begin: () => say({ kind: 'begin' }), end: () => say({ kind: 'end' }) },
  );
  await pool.close();
  say({ kind: 'driven', driven });
}

function prepareRequests(order: HttpOrder): (mutation: number) => MutationRequest {
  const { drive, target, run } = order;
  const write = (mutation: number) => {
    const key = target.idempotent ? `${run}-${mutation}` : null;
    return writeRequest(target.dialect, drive.action, namedBy(drive.walk, mutation), key);
  };
  const prepared: MutationRequest[] = [];
  for (let bytes = 0; bytes < MOST_PREPARED_BYTES && prepared.length < MOST_PREPARED;) {
    const request = write(prepared.length);
    bytes += request.body.length;
    prepared.push(request);
  }
  return (mutation) => prepared[mutation] ?? write(mutation);
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Undici's lowest level: what it adds to the socket is little more than the parser. */
function post(pool: Pool, { target }: HttpOrder, { body, headers }: MutationRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let status = 0;
    const chunks: Buffer[] = [];
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart: () => undefined,
      onResponseStart: (_controller, statusCode) => {
        status = statusCode;
      },
      onResponseData: (_controller, chunk) => {
        chunks.push(chunk);
      },
      onResponseEnd: () => {
        resolve({ status, body: Buffer.concat(chunks).toString('latin1') });
      },
      onResponseError: (_controller, error) => {
        reject(error);
      },
    };
    pool.dispatch(
      { method: 'POST', path: target.path, headers: { ...target.headers, ...headers }, body },
      handler,
    );
  });
}
