import type { Bench } from '../bench.js';
import { gatewayCommand } from '../contenders/gateway.js';
import { Processes } from '../contenders/processes.js';
import { hostileDocuments } from '../hostile/documents.js';
import { hostileDoors } from '../hostile/doors.js';
import type { HostileCall } from '../hostile/hostile-call.js';
import { send } from '../hostile/send.js';
import { hostileVariables } from '../hostile/variables.js';
import { loopDelayFile, preload, readLoopDelay } from '../measure/loop-delay.js';
import { usageOf } from '../measure/process-tree.js';
import { emptyRecords, enrolLong } from '../store/data.js';

/** What one call made of the gateway, the first time and the second. */
export interface Hostile {
  readonly name: string;
  readonly transport: string;
  readonly statuses: readonly string[];
  /** The longer of the two answers. */
  readonly bytes: number;
  /** The longest delay of the loop each time; what else the machine does is in it. */
  readonly longestMs: readonly number[];
  /** CPU of the process each time, the threads of garbage collection and compilation included. */
  readonly cpuMs: readonly number[];
  readonly residentMb: number;
}

/** How many enrolments one customer has. */
const LONG_HISTORY = 10_000;
const calls: readonly HostileCall[] = [...hostileVariables, ...hostileDocuments, ...hostileDoors];

/** How long a call at the limits of size and of each rule keeps all others waiting. */
export async function measureHostile({ ground }: Bench): Promise<Hostile[]> {
  await emptyRecords(ground.url);
  await enrolLong(ground.url, LONG_HISTORY);
  const processes = new Processes();
  try {
    const { args, env, readyPath } = gatewayCommand(ground.url, { preload });
    const settings = { SUBSCRIPTIONS: 'true', INTROSPECTION: 'true', LOOP_DELAY_FILE: loopDelayFile };
    const { origin, pid } = await processes.server({ args, env: { ...env, ...settings }, readyPath });
    // What is loaded and compiled once is no call's.
    for (const call of calls.filter((_, i) => i % 10 === 0)) await send(origin, call);
    const measured: Hostile[] = [];
    for (const call of calls) {
      const one = await measureTwice(origin, pid, call);
      measured.push(one);
      console.log(describe(one));
    }
    return measured;
  } finally {
    await processes.stop();
    await emptyRecords(ground.url);
  }
}

async function measureTwice(origin: string, pid: number, call: HostileCall): Promise<Hostile> {
  const times = [await measureOnce(origin, pid, call), await measureOnce(origin, pid, call)];
  return {
    name: call.name,
    transport: call.transport,
    statuses: times.map(({ status }) => status),
    bytes: Math.max(...times.map(({ bytes }) => bytes)),
    longestMs: times.map(({ max }) => max),
    cpuMs: times.map(({ cpuMs }) => cpuMs),
    residentMb: usageOf([pid]).residentMb,
  };
}

async function measureOnce(origin: string, pid: number, call: HostileCall) {
  await readLoopDelay(pid);
  const answer = await send(origin, call);
  return { ...answer, ...(await readLoopDelay(pid)) };
}

function describe({ name, transport, statuses, bytes, longestMs, cpuMs, residentMb }: Hostile): string {
  const figures = [longestMs, cpuMs].map((each) => each.map((ms) => ms.toFixed(0)).join('/'));
  return `${transport} ${name}: ${statuses.join('/')}, ${bytes} bytes, late ${figures[0] ?? ''} ms, CPU ${figures[1] ?? ''} ms, ${residentMb.toFixed(0)} MB`;
}
