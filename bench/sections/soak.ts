import type { Bench } from '../bench.js';
import { gatewayCommand, gatewayTarget } from '../contenders/gateway.js';
import { Processes } from '../contenders/processes.js';
import { httpDriver } from '../load/http-load.js';
import { BULK, SINGLE, walkOf } from '../load/loads.js';
import { usageOf } from '../measure/process-tree.js';
import { countRecords, emptyRecords } from '../store/data.js';

/** One minute of the soak. */
export interface SoakedMinute {
  readonly customersPerSecond: number;
  /** The most memory that the gateway had in this minute, in MB. */
  readonly residentMb: number;
  readonly failed: number;
  readonly answered: number;
  readonly recorded: number;
}

const LOOK_EVERY_MS = 1_000;
const MINUTE = 60;

/** Both loads at once for minutes on end, on one gateway. */
export async function soak({ ground, options }: Bench): Promise<SoakedMinute[]> {
  const processes = new Processes();
  try {
    const { pid, origin } = await processes.server(gatewayCommand(ground.url));
    const drive = httpDriver(gatewayTarget(origin, { door: 'graphql' }));
    const minutes: SoakedMinute[] = [];
    while (minutes.length < options.soakMinutes) {
      const minute = await soakMinute(ground.url, pid, () => driveBoth(options, drive));
      console.log(
        `minute ${minutes.length + 1}: ${Math.round(minute.customersPerSecond)} customers/s, ${Math.round(minute.residentMb)} MB`,
      );
      minutes.push(minute);
    }
    return minutes;
  } finally {
    await processes.stop();
  }
}

type Totals = Pick<SoakedMinute, 'customersPerSecond' | 'failed' | 'answered'>;

async function soakMinute(url: string, pid: number, drive: () => Promise<Totals>): Promise<SoakedMinute> {
  // What is recorded is emptied, so that ten minutes do not fill the disk.
  await emptyRecords(url);
  let residentMb = 0;
  const timer = setInterval(() => {
    residentMb = Math.max(residentMb, usageOf([pid]).residentMb);
  }, LOOK_EVERY_MS);
  try {
    const totals = await drive();
    return { ...totals, residentMb, recorded: await countRecords(url) };
  } finally {
    clearInterval(timer);
  }
}

async function driveBoth(options: Bench['options'], drive: ReturnType<typeof httpDriver>): Promise<Totals> {
  const watcher = { begin: () => undefined, end: () => undefined };
  const { promotions, customers } = options;
  const loads = [BULK, SINGLE];
  const driven = await Promise.all(
    loads.map((load, i) => {
      const walk = {
        ...walkOf(load, options),
        start: i * promotions * Math.floor(customers / 2 / load.size),
      };
      const { connections } = load;
      return drive({ walk, action: 'ENROL', connections, warmUp: 0, seconds: MINUTE }, watcher);
    }),
  );
  const sum = (of: (i: number) => number) => driven.reduce((total, _, i) => total + of(i), 0);
  const size = (i: number) => loads[i]?.size ?? NaN;
  return {
    customersPerSecond: sum((i) => ((driven[i]?.completed ?? NaN) * size(i)) / MINUTE),
    failed: sum((i) => driven[i]?.failed ?? NaN),
    answered: sum((i) => (driven[i]?.answered ?? NaN) * size(i)),
  };
}
