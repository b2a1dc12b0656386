/** The process that holds a lock, and whether it lives. */

import { readFile, readlink, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf } from '../connection/store-failure.js';

/** The process that holds a lock file, as the file records it. */
export interface Holder {
  readonly pid: number;
  /** Distinguishes two processes that had the same pid; null where the system does not say. */
  readonly startedAt: string | null;
  /** Processes of another namespace cannot be seen; null where the system has none. */
  readonly pidNamespace: string | null;
  readonly host: string;
  readonly since: string;
}

/** How often a holder touches its lock, for those who cannot see its process. */
export const TOUCH_MS = 1_000;
/** Whether the holder of a lock file lives, or is on another host and cannot be checked. */
export async function mayBeAlive(holder: Holder, file: string, untouchedMs: number): Promise<boolean> {
  if (holder.host !== hostname()) return true;
  return (await canSee(holder)) ? isRunning(holder) : isTouched(file, untouchedMs);
}

/** Two containers may have one host name, as with Docker's `--network host`. */
async function canSee({ pidNamespace }: Holder): Promise<boolean> {
  return pidNamespace === null || pidNamespace === (await ownNamespace());
}

function ownNamespace(): Promise<string | null> {
  return readlink('/proc/self/ns/pid').catch(() => null);
}

/** Compares two times of the file alone, so that the clocks of the containers do not matter. */
async function isTouched(file: string, withinMs: number): Promise<boolean> {
  const touchedAt = () =>
    stat(file).then(
      ({ mtimeMs }) => mtimeMs,
      () => null,
    );
  const before = await touchedAt();
  const until = performance.now() + withinMs;
  while (performance.now() < until) {
    await sleep(Math.min(withinMs, TOUCH_MS) / 4);
    if ((await touchedAt()) !== before) return true;
  }
  return false;
}

async function isRunning({ pid, startedAt }: Holder): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives under another user.
    if (codeOf(error) === 'ESRCH') return false;
  }
  const seen = await inspectProcess(pid);
  if (seen === undefined) return true;
  return !seen.zombie && (startedAt === null || startedAt === seen.startedAt);
}

/** The record of a process in Linux; undefined elsewhere, where the pid alone must be trusted. */
async function inspectProcess(pid: number): Promise<{ zombie: boolean; startedAt: string } | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
    // The second field is the command in brackets and may hold spaces and brackets of its own.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { zombie: fields[0] === 'Z', startedAt: `${boot.trim()}/${fields[19]}` };
  } catch {
    return undefined;
  }
}

export async function ownRecord(): Promise<string> {
  const startedAt = (await inspectProcess(process.pid))?.startedAt ?? null;
  const own = { pid: process.pid, startedAt, pidNamespace: await ownNamespace() };
  const holder: Holder = { ...own, host: hostname(), since: new Date().toISOString() };
  // The id makes every record unique, so equal text always means the same acquisition.
  return JSON.stringify({ ...holder, id: crypto.randomUUID() });
}

export function parseHolder(text: string): Holder | undefined {
  try {
    const record = JSON.parse(text) as Record<keyof Holder, unknown>;
    const { pid, startedAt, pidNamespace = null, host, since } = record;
    // A pid of 0 or below would mean a process group, and one past 31 bits would wrap around to another.
    if (typeof pid !== 'number' || pid < 1 || pid !== (pid | 0)) return undefined;
    if (typeof startedAt !== 'string' && startedAt !== null) return undefined;
    if (typeof pidNamespace !== 'string' && pidNamespace !== null) return undefined;
    if (typeof host !== 'string' || typeof since !== 'string') return undefined;
    return { pid, startedAt, pidNamespace, host, since };
  } catch {
    return undefined;
  }
}
