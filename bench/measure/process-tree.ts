import { readdirSync, readFileSync } from 'node:fs';

/** CPU ticks of Linux a second, as /proc counts them on every common architecture. */
const TICKS_A_SECOND = 100;
const MS_A_TICK = 1_000 / TICKS_A_SECOND;
const BYTES_A_PAGE = 4_096;

interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  /** Its own CPU, and that of its children that have ended. */
  readonly cpuMs: number;
  readonly residentBytes: number;
}

/** What processes have used: they and all below them. */
export interface TreeUsage {
  readonly cpuMs: number;
  /** Resident memory, of which what several processes share counts for each. */
  readonly residentMb: number;
}

/** Whether this system has the figures. */
export const canMeasureProcesses = process.platform === 'linux';

/** What these processes and all below them have used up to now. */
export function usageOf(roots: readonly number[]): TreeUsage {
  if (!canMeasureProcesses || roots.length === 0) return { cpuMs: NaN, residentMb: NaN };
  const entries = readEntries();
  const members = new Set(roots);
  // Parents may come after their children in the list: until nothing is new.
  for (let before = 0; before !== members.size;) {
    before = members.size;
    for (const { pid, parent } of entries) if (members.has(parent)) members.add(pid);
  }
  const own = entries.filter(({ pid }) => members.has(pid));
  return {
    cpuMs: own.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    residentMb: own.reduce((sum, { residentBytes }) => sum + residentBytes, 0) / 1024 / 1024,
  };
}

function readEntries(): ProcessEntry[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readEntry(Number(name)) ?? []);
}

/** Null for a process that has just ended. */
function readEntry(pid: number): ProcessEntry | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null;
  }
  // The name in brackets may hold anything; the fields after it are counted from the state on.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const field = (i: number) => Number(fields[i]);
  return {
    pid,
    parent: field(1),
    cpuMs: (field(11) + field(12) + field(13) + field(14)) * MS_A_TICK,
    residentBytes: field(21) * BYTES_A_PAGE,
  };
}
