import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, utimesSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  DataDirectoryInUse,
  DataDirectoryLockUnreadable,
  lockDataDirectory,
} from '../../../src/postgres/embedded/data-directory-lock.js';

const fileSystem = vi.hoisted(() => ({ hardLinks: true }));

vi.mock('node:fs/promises', async (importOriginal) => {
  const original = await importOriginal<typeof import('node:fs/promises')>();
  const link: typeof original.link = (from, to) =>
    fileSystem.hardLinks
      ? original.link(from, to)
      : Promise.reject(Object.assign(new Error('no hard links here'), { code: 'EPERM' }));
  return { ...original, link };
});

const hasProc = existsSync('/proc/self/stat');
const children: ChildProcess[] = [];
let directory: string;
let lockFile: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'data-directory-lock-'));
  lockFile = join(directory, 'gateway.lock');
});

afterEach(async () => {
  fileSystem.hardLinks = true;
  await Promise.all(children.splice(0).map(kill));
  await rm(directory, { recursive: true, force: true });
});

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

/** Starts a process and waits for its first words. */
async function start(command: string, args: string[]): Promise<{ child: ChildProcess; words: string }> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const words = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.stdout.once('data', (data: Buffer) => resolve(data.toString()));
  });
  return { child, words };
}

const HOLDER = `
  const [file, host] = process.argv.slice(1);
  const record = { pid: process.pid, startedAt: null, host, since: '2026-01-02T03:04:05.000Z' };
  require('node:fs').writeFileSync(file, JSON.stringify(record));
  setInterval(() => {}, 1000);
  console.log('held');
`;

async function startHolder(): Promise<ChildProcess> {
  return (await start(process.execPath, ['-e', HOLDER, lockFile, hostname()])).child;
}

async function deadPid(): Promise<number> {
  const { child, words } = await start(process.execPath, ['-p', 'process.pid']);
  await kill(child);
  return Number(words);
}

function recordOf(pid: number, changes: Record<string, unknown> = {}): string {
  return JSON.stringify({
    pid,
    startedAt: null,
    host: hostname(),
    since: '2026-01-02T03:04:05.000Z',
    ...changes,
  });
}

async function holderPid(): Promise<number> {
  return (JSON.parse(await readFile(lockFile, 'utf8')) as { pid: number }).pid;
}

async function refusal(): Promise<DataDirectoryInUse> {
  const error: unknown = await lockDataDirectory(directory).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(DataDirectoryInUse);
  return error as DataDirectoryInUse;
}

describe('a free data directory', () => {
  it('is created when missing and locked by this process', async () => {
    const fresh = join(directory, 'not', 'yet');
    await lockDataDirectory(fresh);
    const record: unknown = JSON.parse(await readFile(join(fresh, 'gateway.lock'), 'utf8'));
    expect(record).toMatchObject({ pid: process.pid, host: hostname() });
  });

  it('holds nothing but the lock file afterwards', async () => {
    await lockDataDirectory(directory);
    expect(await readdir(directory)).toEqual(['gateway.lock']);
  });

  it('goes to exactly one of ten starters', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => lockDataDirectory(directory)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('fails with the reason of the file system when it cannot be made', async () => {
    await writeFile(join(directory, 'file'), '');
    await expect(lockDataDirectory(join(directory, 'file', 'below'))).rejects.toMatchObject({
      code: 'ENOTDIR',
    });
  });
});

describe('a data directory in use', () => {
  it('is refused to a second lock of the same process, naming the holder and the ways out', async () => {
    await lockDataDirectory(directory);
    const error = await refusal();
    expect(error).toMatchObject({ name: 'DataDirectoryInUse', pid: process.pid, host: hostname() });
    for (const part of [
      directory,
      `process ${process.pid}`,
      hostname(),
      error.since,
      'DATA_DIR',
      'DATABASE_URL',
    ])
      expect(error.message).toContain(part);
    expect(await readdir(directory)).toEqual(['gateway.lock']);
  });

  it('is refused within two seconds while another process lives', async () => {
    const holder = await startHolder();
    const begun = performance.now();
    expect(await refusal()).toMatchObject({ pid: holder.pid, since: '2026-01-02T03:04:05.000Z' });
    expect(performance.now() - begun).toBeLessThan(2000);
  });

  it('is refused when the holder may not be signalled, which shows that it lives', async () => {
    const signal = vi.spyOn(process, 'kill').mockImplementation(() => {
      throw Object.assign(new Error('not permitted'), { code: 'EPERM' });
    });
    await writeFile(lockFile, recordOf(process.pid));
    await refusal().finally(() => signal.mockRestore());
  });

  it('is refused when another host holds it, as that host cannot be checked', async () => {
    await writeFile(lockFile, recordOf(await deadPid(), { host: 'elsewhere.example' }));
    const error = await refusal();
    expect(error.host).toBe('elsewhere.example');
    expect(error.message).toContain('This host cannot check that process');
    expect(error.message).toContain(`delete ${lockFile}`);
  });

  it.each([
    ['empty', ''],
    ['truncated', '{"pid":12,"sta'],
    ['not an object', 'null'],
    ['without a process', JSON.stringify({ startedAt: null, host: hostname(), since: '' })],
    ['with a process group for a process', recordOf(-1)],
    ['with an impossible process', recordOf(2 ** 40)],
    ['with a start identity of another kind', recordOf(1, { startedAt: 7 })],
    ['without a host', recordOf(1, { host: undefined })],
  ])('is refused when the lock file is %s, naming the file to delete', async (_case, text) => {
    await writeFile(lockFile, text);
    const attempt = lockDataDirectory(directory);
    await expect(attempt).rejects.toThrow(DataDirectoryLockUnreadable);
    await expect(attempt).rejects.toThrow(lockFile);
    expect(await readFile(lockFile, 'utf8')).toBe(text);
  });
});

describe('a stale lock', () => {
  it('is taken over once its holder was killed', async () => {
    const holder = await startHolder();
    await refusal();
    await kill(holder);
    await lockDataDirectory(directory);
    expect(await holderPid()).toBe(process.pid);
    expect(await readdir(directory)).toEqual(['gateway.lock']);
  });

  it.runIf(hasProc)('is taken over when its pid now belongs to another process', async () => {
    const other = await startHolder();
    await writeFile(lockFile, recordOf(other.pid ?? 0, { startedAt: 'another-boot/1' }));
    await lockDataDirectory(directory);
    expect(await holderPid()).toBe(process.pid);
  });

  it.runIf(hasProc)('is taken over when a restarted container gave us the pid of the holder', async () => {
    const stale = recordOf(process.pid, { startedAt: 'another-boot/1' });
    await writeFile(lockFile, stale);
    await lockDataDirectory(directory);
    expect(await readFile(lockFile, 'utf8')).not.toBe(stale);
  });

  it.runIf(hasProc)('is taken over when its holder is a zombie', async () => {
    const { words } = await start('sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 60']);
    const pid = Number(words);
    await vi.waitFor(async () => expect(await readFile(`/proc/${pid}/stat`, 'utf8')).toContain(') Z '));
    await writeFile(lockFile, recordOf(pid));
    await lockDataDirectory(directory);
    expect(await holderPid()).toBe(process.pid);
  });

  it('goes to exactly one of ten starters, every time', async () => {
    const stale = recordOf(await deadPid());
    for (let round = 0; round < 20; round++) {
      await writeFile(lockFile, stale);
      const outcomes = await Promise.allSettled(
        Array.from({ length: 10 }, () => lockDataDirectory(directory)),
      );
      const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
      expect(refused).toHaveLength(9);
      for (const reason of refused) expect(reason).toBeInstanceOf(DataDirectoryInUse);
      expect(await readdir(directory)).toEqual(['gateway.lock']);
    }
  });

  describe('whose take-over was begun by another starter', () => {
    async function beginTakeOver(starter: number): Promise<void> {
      const stale = recordOf(await deadPid());
      await writeFile(lockFile, stale);
      const claim = `${lockFile}.${createHash('sha256').update(stale).digest('hex')}.claim`;
      await writeFile(claim, recordOf(starter, { since: '2026-02-02T00:00:00.000Z' }));
    }

    it('is refused while that starter lives', async () => {
      const starter = await startHolder();
      await beginTakeOver(starter.pid ?? 0);
      expect((await refusal()).pid).toBe(starter.pid);
    });

    it('is taken over, leaving no trace, when that starter died half-way', async () => {
      await beginTakeOver(await deadPid());
      await lockDataDirectory(directory);
      expect(await holderPid()).toBe(process.pid);
      expect(await readdir(directory)).toEqual(['gateway.lock']);
    });
  });
});

describe('a lock of another container with the same host name', () => {
  const elsewhere = { pidNamespace: 'pid:[1]' };

  it('is refused while it is touched, although no process here has its number', async () => {
    await writeFile(lockFile, recordOf(await deadPid(), elsewhere));
    let touches = 0;
    const touching = setInterval(() => {
      touches += 1;
      utimesSync(lockFile, touches, touches);
    }, 20);
    await expect(lockDataDirectory(directory, { untouchedMs: 10_000 })).rejects.toThrow(DataDirectoryInUse);
    clearInterval(touching);
    expect(touches).toBeGreaterThan(0);
  });

  it('is taken over once it is touched no more, although a process here has its number', async () => {
    await writeFile(lockFile, recordOf(process.pid, elsewhere));
    await lockDataDirectory(directory, { untouchedMs: 50 });
    expect(await readFile(lockFile, 'utf8')).not.toContain('pid:[1]');
  });

  it('that takes ours over while we are stopped is noticed, and not touched', async () => {
    const lost = new Promise<Error>((onLost) => {
      void lockDataDirectory(directory, { onLost });
    });
    await expect.poll(() => readFile(lockFile, 'utf8').catch(() => '')).toContain('pid');
    await writeFile(lockFile, recordOf(process.pid, elsewhere));
    utimesSync(lockFile, 1, 1);
    expect((await lost).message).toContain(`Data directory ${directory} was taken over by another process`);
    expect((await stat(lockFile)).mtimeMs).toBe(1_000);
  });

  it.runIf(hasProc)('names the process namespace of its holder, who touches it regularly', async () => {
    const lock = await lockDataDirectory(directory);
    const record = JSON.parse(await readFile(lockFile, 'utf8')) as { pidNamespace: string };
    expect(record.pidNamespace).toMatch(/^pid:\[\d+\]$/);
    const { mtimeMs } = await stat(lockFile);
    await expect
      .poll(async () => (await stat(lockFile)).mtimeMs, { timeout: 10_000 })
      .toBeGreaterThan(mtimeMs);
    await lock.release();
  });
});

describe('releasing', () => {
  it('lets another in, and may be repeated', async () => {
    const first = await lockDataDirectory(directory);
    await first.release();
    await first.release();
    expect(await readdir(directory)).toEqual([]);
    const second = await lockDataDirectory(directory);
    await first.release();
    await refusal();
    await second.release();
  });

  it('leaves a lock that has replaced ours', async () => {
    const ours = await lockDataDirectory(directory);
    const theirs = recordOf(1, { host: 'elsewhere.example' });
    await writeFile(lockFile, theirs);
    await ours.release();
    expect(await readFile(lockFile, 'utf8')).toBe(theirs);
  });
});

describe('a file system without hard links', () => {
  beforeEach(() => {
    fileSystem.hardLinks = false;
  });

  it('still refuses a second lock', async () => {
    const first = await lockDataDirectory(directory);
    await refusal();
    await first.release();
    expect(await readdir(directory)).toEqual([]);
  });

  it('still hands over a stale lock', async () => {
    await writeFile(lockFile, recordOf(await deadPid()));
    await lockDataDirectory(directory);
    expect(await holderPid()).toBe(process.pid);
    expect(await readdir(directory)).toEqual(['gateway.lock']);
  });
});
