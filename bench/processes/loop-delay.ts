import { monitorEventLoopDelay } from 'node:perf_hooks';
import { writeFileSync } from 'node:fs';
import { requiredSetting } from './required-setting.js';

/**
 * Loaded before a server: on SIGUSR2 it writes how late its event loop has been since the last time, and its CPU, to the file
 * LOOP_DELAY_FILE names.
 */

const RESOLUTION_MS = 5;
const NS_A_MS = 1e6;

const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
histogram.enable();
const file = requiredSetting('LOOP_DELAY_FILE');

let cpuBefore = process.cpuUsage();

/** The CPU of this process since the last time, in milliseconds. */
function cpuSinceLast(): number {
  const { user, system } = process.cpuUsage(cpuBefore);
  cpuBefore = process.cpuUsage();
  return (user + system) / 1_000;
}

process.on('SIGUSR2', () => {
  // What is measured is the interval between two ticks, the resolution included.
  const late = (ns: number) => Math.max(0, ns / NS_A_MS - RESOLUTION_MS);
  const delay = {
    p50: late(histogram.percentile(50)),
    p99: late(histogram.percentile(99)),
    max: late(histogram.max),
    cpuMs: cpuSinceLast(),
  };
  writeFileSync(file, JSON.stringify(delay));
  histogram.reset();
});
