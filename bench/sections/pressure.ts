import type { Bench } from '../bench.js';
import { Processes } from '../contenders/processes.js';
import { gatewayCommand, gatewayTarget } from '../contenders/gateway.js';
import type { Driven } from '../load/drive.js';
import { httpDriver } from '../load/http-load.js';
import { BULK, SINGLE, walkOf, type Load } from '../load/loads.js';
import { loopDelayFile, preload, readLoopDelay, type LoopDelay } from '../measure/loop-delay.js';
import { countRecords, emptyRecords } from '../store/data.js';

/** One load, alone or beside the other. */
export interface Pressure {
  readonly load: string;
  readonly beside: string;
  readonly customersPerSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** The delay of the gateway's event loop meanwhile, which loads at once share. */
  readonly loop: LoopDelay;
  readonly answered: number;
  /** The records of all loads that run at once. */
  readonly recorded: number;
}

const NOTHING = 'nothing';

/** How late the event loop gets, and what bulks and singles do to each other. */
export async function measurePressure(bench: Bench): Promise<Pressure[][]> {
  const { ground, options } = bench;
  const processes = new Processes();
  try {
    const command = gatewayCommand(ground.url, { preload });
    const server = await processes.server({
      ...command,
      env: { ...command.env, LOOP_DELAY_FILE: loopDelayFile },
    });
    const drive = httpDriver(gatewayTarget(server.origin, { door: 'graphql' }));
    const repetitions: Pressure[][] = [];
    for (let repetition = 0; repetition < options.repetitions; repetition++) {
      const together = (loads: readonly Load[]) => pressLoads(bench, loads, server.pid, drive);
      repetitions.push([
        ...(await together([BULK])),
        ...(await together([SINGLE])),
        ...(await together([BULK, SINGLE])),
      ]);
    }
    return repetitions;
  } finally {
    await processes.stop();
  }
}

async function pressLoads(
  { ground, options }: Bench,
  loads: readonly Load[],
  pid: number,
  drive: ReturnType<typeof httpDriver>,
): Promise<Pressure[]> {
  await emptyRecords(ground.url);
  let begun = Promise.resolve<unknown>(undefined);
  const watcher = {
    begin: () => {
      begun = readLoopDelay(pid);
    },
    end: () => undefined,
  };
  const unwatched = { begin: () => undefined, end: () => undefined };
  const { warmUp, seconds, promotions, customers } = options;
  const driven = await Promise.all(
    loads.map((load, i) => {
      // Half of the customers for each: they are never to meet.
      const walk = {
        ...walkOf(load, options),
        start: i * promotions * Math.floor(customers / 2 / load.size),
      };
      const { connections } = load;
      return drive({ walk, action: 'ENROL', connections, warmUp, seconds }, i === 0 ? watcher : unwatched);
    }),
  );
  await begun;
  const loop = await readLoopDelay(pid);
  const recorded = await countRecords(ground.url);
  return driven.map((one, i) => toPressure(one, i, loads, loop, recorded));
}

function toPressure(
  { completed, seconds, p50, p99, answered }: Driven,
  i: number,
  loads: readonly Load[],
  loop: LoopDelay,
  recorded: number,
): Pressure {
  const { name: load = '', size = NaN } = loads[i] ?? {};
  const beside = loads.find((_, j) => j !== i)?.name ?? NOTHING;
  const pressure = {
    load,
    beside,
    customersPerSecond: (completed * size) / seconds,
    p50,
    p99,
    loop,
    answered: answered * size,
    recorded,
  };
  console.log(
    `${load} beside ${beside}: ${Math.round(pressure.customersPerSecond)} customers/s, p99 ${p99.toFixed(1)} ms, loop p99 ${loop.p99.toFixed(1)} ms`,
  );
  return pressure;
}
