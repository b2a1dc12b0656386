import { performance } from 'node:perf_hooks';
import type { Drive, Driven, WindowWatcher } from './drive.js';
import { summariseWindow, type Span } from './window.js';

/** Carries the n-th mutation out. @returns null, or what was wrong with the answer */
export type Send = (mutation: number) => Promise<string | null>;

/** Keeps as many callers busy as there are connections: each sends its next mutation when the last is answered. */
export async function keepBusy(
  { connections, warmUp, seconds }: Pick<Drive, 'connections' | 'warmUp' | 'seconds'>,
  send: Send,
  watcher: WindowWatcher,
): Promise<Driven> {
  const begin = performance.now() + warmUp * 1_000;
  const end = begin + seconds * 1_000;
  const spans: Span[] = [];
  let next = 0;
  let answered = 0;
  const failures: string[] = [];

  async function caller(): Promise<void> {
    for (let sent = performance.now(); sent < end;) {
      const problem = await send(next++);
      const now = performance.now();
      if (problem === null) {
        answered += 1;
        spans.push({ sent, answered: now });
      } else failures.push(problem);
      sent = now;
    }
  }

  const cpu = watchWindow(warmUp, seconds, watcher);
  await Promise.all(Array.from({ length: connections }, caller));
  return {
    ...summariseWindow(spans, begin, end),
    seconds,
    answered,
    failed: failures.length,
    failure: failures[0],
    cpuMs: await cpu,
  };
}

/** @returns the CPU milliseconds of this process in the window */
async function watchWindow(warmUp: number, seconds: number, watcher: WindowWatcher): Promise<number> {
  await elapsed(warmUp);
  watcher.begin();
  const before = process.cpuUsage();
  await elapsed(seconds);
  const { user, system } = process.cpuUsage(before);
  watcher.end();
  return (user + system) / 1_000;
}

function elapsed(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
}
