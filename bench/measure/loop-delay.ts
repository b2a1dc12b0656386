import { existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How late an event loop was, in milliseconds. */
export interface LoopDelay {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** What the process used meanwhile. */
  readonly cpuMs: number;
}

export const preload = new URL('../processes/loop-delay.js', import.meta.url).href;

/** Where a process that has the preload writes; one process at a time. */
export const loopDelayFile = join(tmpdir(), `promotion-gateway-loop-delay-${process.pid}.json`);

const WAIT_MS = 5_000;
const LOOK_EVERY_MS = 20;

/** How late the loop of a process with the preload has been since it was last asked. */
export async function readLoopDelay(pid: number): Promise<LoopDelay> {
  rmSync(loopDelayFile, { force: true });
  process.kill(pid, 'SIGUSR2');
  for (let waited = 0; waited < WAIT_MS; waited += LOOK_EVERY_MS) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    if (!existsSync(loopDelayFile)) continue;
    const text = readFileSync(loopDelayFile, 'utf8');
    // It may be only half written.
    if (!text.endsWith('}')) continue;
    rmSync(loopDelayFile);
    return JSON.parse(text) as LoopDelay;
  }
  throw new Error('The process does not say how late its loop is');
}
