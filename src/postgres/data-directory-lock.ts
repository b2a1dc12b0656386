import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const LOCK_FILE = 'gateway.lock';
const NO_HARD_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];
const ATTEMPTS = 5;

/** The right of this process to use a data directory. */
export interface DataDirectoryLock {
  /** Gives the directory up. Removes the lock file only while it is still ours; may be called twice. */
  release(): Promise<void>;
}

interface Holder {
  readonly pid: number;
  /** Tells apart two processes that had the same pid; null where the system does not say. */
  readonly startedAt: string | null;
  readonly host: string;
  readonly since: string;
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
    const remote = ` That host cannot be checked from here; if it is gone for good, ${file} may be deleted.`;
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

/** The lock file does not say who holds the directory, so nobody may assume that it is free. */
export class DataDirectoryLockUnreadable extends Error {
  override readonly name = 'DataDirectoryLockUnreadable';

  constructor(file: string) {
    super(`Lock file ${file} cannot be understood. If no gateway uses ${dirname(file)}, delete the file.`);
  }
}

/**
 * Takes a data directory for this process, creating it if missing; the lock of a process that has died is
 * taken over. Decides at once, without waiting for a holder. Containers that share the directory need host
 * names of their own, for they cannot see each other's processes.
 *
 * @throws DataDirectoryInUse when a live process (this one included) or another host holds it
 * @throws DataDirectoryLockUnreadable when the lock file is damaged
 */
export async function lockDataDirectory(directory: string): Promise<DataDirectoryLock> {
  const lock = join(resolve(directory), LOCK_FILE);
  await mkdir(dirname(lock), { recursive: true });
  const draft = { file: `${lock}.${crypto.randomUUID()}.tmp`, text: await ownRecord() };
  try {
    await writeFile(draft.file, draft.text, { flag: 'wx', flush: true });
    await acquire(lock, draft);
  } finally {
    await rm(draft.file, { force: true });
  }
  const release = async () => {
    if ((await readIfPresent(lock)) === draft.text) await rm(lock, { force: true });
  };
  return { release };
}

async function acquire(lock: string, draft: Draft): Promise<void> {
  // Another round is needed only when the file changed under our eyes; then the next look settles it.
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (await publish(draft, lock)) return;
    const current = await readIfPresent(lock);
    if (current === undefined) continue;
    await refuseUnlessStale(lock, current);
    if (await takeOver(lock, current, draft)) return;
  }
  throw new Error(`Lock file ${lock} keeps changing hands; start again once the others have settled.`);
}

/**
 * Replaces a stale lock; false when somebody else replaced it first. Moving the stale file away first would
 * leave a moment without a lock, in which a third starter could win beside the second. So each stale record
 * has exactly one successor: whoever creates the claim named after the record's content may rename over the
 * lock. A claimant that died is succeeded in the same way.
 */
async function takeOver(lock: string, stale: string, draft: Draft): Promise<boolean> {
  const deadClaims: string[] = [];
  let claim = await claimOn(lock, stale);
  while (!(await publish(draft, claim))) {
    const rival = await readIfPresent(claim);
    if (rival === undefined) return false;
    await refuseUnlessStale(claim, rival);
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
      if (!NO_HARD_LINKS.includes(errorCode(error))) throw error;
      return writeFile(name, draft.text, { flag: 'wx', flush: true });
    });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    return false;
  }
  return true;
}

async function refuseUnlessStale(file: string, text: string): Promise<void> {
  const holder = parseHolder(text);
  if (holder === undefined) throw new DataDirectoryLockUnreadable(file);
  if (holder.host !== hostname() || (await isRunning(holder))) throw new DataDirectoryInUse(file, holder);
}

async function isRunning({ pid, startedAt }: Holder): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives under another user.
    if (errorCode(error) === 'ESRCH') return false;
  }
  const seen = await inspectProcess(pid);
  if (seen === undefined) return true;
  return !seen.zombie && (startedAt === null || startedAt === seen.startedAt);
}

/** What Linux tells about a process; undefined elsewhere, where the pid alone must be trusted. */
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

async function ownRecord(): Promise<string> {
  const startedAt = (await inspectProcess(process.pid))?.startedAt ?? null;
  const holder: Holder = { pid: process.pid, startedAt, host: hostname(), since: new Date().toISOString() };
  // The id makes every record unique, so equal text always means the same acquisition.
  return JSON.stringify({ ...holder, id: crypto.randomUUID() });
}

function parseHolder(text: string): Holder | undefined {
  try {
    const { pid, startedAt, host, since } = JSON.parse(text) as Record<keyof Holder, unknown>;
    // A pid of 0 or below would mean a process group, and one past 31 bits would wrap around to another.
    if (typeof pid !== 'number' || pid < 1 || pid !== (pid | 0)) return undefined;
    if (typeof startedAt !== 'string' && startedAt !== null) return undefined;
    if (typeof host !== 'string' || typeof since !== 'string') return undefined;
    return { pid, startedAt, host, since };
  } catch {
    return undefined;
  }
}

function readIfPresent(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  });
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
