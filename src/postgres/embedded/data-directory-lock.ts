/** Locks an embedded data directory for one process. */

import { link, lstat, mkdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { mayBeAlive, ownRecord, parseHolder, TOUCH_MS, type Holder } from './lock-holder.js';
import { codeOf } from '../connection/store-failure.js';

const LOCK_FILE = 'gateway.lock';
const NO_HARD_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];
const MAX_RECORD_BYTES = 10_000;
const ATTEMPTS = 5;
/** How long a lock of another container stays untouched before its holder counts as dead. */
const UNTOUCHED_MS = 15_000;

/** The right of this process to use a data directory. */
export interface DataDirectoryLock {
  /** Gives the directory up. Removes the lock file only while it is still ours; may be called twice. */
  release(): Promise<void>;
}

/** Our record, complete in a file of its own before any other process can see it under the lock's name. */
type Draft = Readonly<{ file: string; text: string }>;

/** The directory belongs to another gateway, or to one on another host that cannot be checked from here. */
export class DataDirectoryInUse extends Error {
  override readonly name = 'DataDirectoryInUse';
  readonly pid: number;
  readonly host: string;
  readonly since: string;

  constructor(file: string, { pid, host, since }: Holder) {
    const remote = ` This host cannot check that process. If it no longer runs, delete ${file}.`;
    super(
      `Data directory ${dirname(file)} is in use by process ${pid} on host ${host} since ${since}. ` +
        'Stop that process, or set DATA_DIR to another directory, or set DATABASE_URL to a shared PostgreSQL.' +
        (host === hostname() ? '' : remote),
    );
    this.pid = pid;
    this.host = host;
    this.since = since;
  }
}

/** The lock file does not say who holds the directory, so it must not be taken for free. */
export class DataDirectoryLockUnreadable extends Error {
  override readonly name = 'DataDirectoryLockUnreadable';

  constructor(file: string) {
    super(`Lock file ${file} has no valid content. If no gateway uses ${dirname(file)}, delete it.`);
  }
}

/** Another process has taken the directory over: it found this one dead, such as while its container was paused. */
export class DataDirectoryLost extends Error {
  override readonly name = 'DataDirectoryLost';

  constructor(file: string) {
    super(
      `Data directory ${dirname(file)} was taken over by another process while this one was stopped or hung. ` +
        'This process ends at once, because two would damage the data.',
    );
  }
}

export interface LockOptions {
  /** How long a lock of another container stays untouched before its holder counts as dead. */
  readonly untouchedMs?: number;
  /** Called once when another process has taken the directory over. */
  readonly onLost?: ((error: DataDirectoryLost) => void) | undefined;
}

/**
 * Takes a data directory for this process, creating it if missing; the lock of a process that has died is
 * taken over. Decides at once, unless the holder is in another container of the same host name: then it waits whether
 * the lock is still touched.
 *
 * @throws DataDirectoryInUse when a live process (this one included) or another host holds it
 * @throws DataDirectoryLockUnreadable when the lock file is damaged
 */
export async function lockDataDirectory(
  directory: string,
  { untouchedMs = UNTOUCHED_MS, onLost }: LockOptions = {},
): Promise<DataDirectoryLock> {
  const lock = join(resolve(directory), LOCK_FILE);
  await mkdir(dirname(lock), { recursive: true });
  const draft = { file: `${lock}.${crypto.randomUUID()}.tmp`, text: await ownRecord() };
  try {
    await writeFile(draft.file, draft.text, { flag: 'wx', flush: true });
    await acquire(lock, draft, untouchedMs);
  } finally {
    await rm(draft.file, { force: true });
  }
  const touching = setInterval(() => void keep(lock, draft.text, lose), TOUCH_MS).unref();
  const lose = () => {
    clearInterval(touching);
    onLost?.(new DataDirectoryLost(lock));
  };
  const release = async () => {
    clearInterval(touching);
    if ((await readIfPresent(lock)) === draft.text) await rm(lock, { force: true });
  };
  return { release };
}

/** Touches the lock while its record is ours; a missing or unreadable record says nothing. */
async function keep(lock: string, text: string, lose: () => void): Promise<void> {
  const current = await readIfPresent(lock).catch(() => undefined);
  if (current !== undefined && current !== text) {
    lose();
    return;
  }
  const now = new Date();
  await utimes(lock, now, now).catch(() => undefined);
}

async function acquire(lock: string, draft: Draft, untouchedMs: number): Promise<void> {
  // Another round is needed only when the file changed under our eyes; then the next look settles it.
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (await publish(draft, lock)) return;
    const current = await readIfPresent(lock);
    if (current === undefined) continue;
    await refuseUnlessStale(lock, current, untouchedMs);
    if (await takeOver(lock, current, draft, untouchedMs)) return;
  }
  throw new Error(`Other processes keep taking lock file ${lock}. Stop them, then start again.`);
}

/**
 * Replaces a stale lock; false when somebody else replaced it first. Moving the stale file away first would
 * leave a moment without a lock, in which a third starter could win beside the second. So each stale record
 * has exactly one successor: the starter that creates the claim named after the record's content may rename over the
 * lock. A claimant that died is succeeded in the same way.
 */
async function takeOver(lock: string, stale: string, draft: Draft, untouchedMs: number): Promise<boolean> {
  const deadClaims: string[] = [];
  let claim = await claimOn(lock, stale);
  while (!(await publish(draft, claim))) {
    const rival = await readIfPresent(claim);
    if (rival === undefined) return false;
    await refuseUnlessStale(claim, rival, untouchedMs);
    deadClaims.push(claim);
    claim = await claimOn(lock, rival);
  }
  try {
    // A finished take-over removes its claims, so a late claim can succeed: the lock itself then differs.
    if ((await readIfPresent(lock)) !== stale) return false;
    await rename(draft.file, lock);
    // Only now: while the stale lock stands, these claims are what keeps it from having two successors.
    await Promise.all(deadClaims.map((file) => rm(file, { force: true })));
    return true;
  } finally {
    await rm(claim, { force: true });
  }
}

async function claimOn(lock: string, record: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', Buffer.from(record));
  return `${lock}.${Buffer.from(digest).toString('hex')}.claim`;
}

/** Gives the draft a second name, whole or not at all; false when the name is taken. */
async function publish(draft: Draft, name: string): Promise<boolean> {
  try {
    await link(draft.file, name).catch((error: unknown) => {
      if (!NO_HARD_LINKS.includes(codeOf(error))) throw error;
      return writeFile(name, draft.text, { flag: 'wx', flush: true });
    });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    return false;
  }
  return true;
}

async function refuseUnlessStale(file: string, text: string, untouchedMs: number): Promise<void> {
  const holder = parseHolder(text);
  if (holder === undefined) throw new DataDirectoryLockUnreadable(file);
  if (await mayBeAlive(holder, file, untouchedMs)) throw new DataDirectoryInUse(file, holder);
}

/** @throws DataDirectoryLockUnreadable when something else than a record is there */
async function readIfPresent(file: string): Promise<string | undefined> {
  try {
    // Reading a pipe would never end.
    const stats = await lstat(file);
    if (!stats.isFile() || stats.size > MAX_RECORD_BYTES) throw new DataDirectoryLockUnreadable(file);
    return await readFile(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
