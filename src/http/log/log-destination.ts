/** Standard output, which may be slow, full or gone. */

import { fstatSync, writeSync } from 'node:fs';
import type { Writable } from 'node:stream';

/** Where log lines go. Writing neither waits nor throws. */
export interface LogDestination {
  write(line: string): void;
  /** Resolves once the reader has taken what was written; it may never do so. */
  flush(): Promise<void>;
}

/** What may wait for a reader; lines beyond are dropped and counted. */
const MAX_UNREAD_CHARACTERS = 1024 * 1024;

/** Standard output. A slow reader costs log lines, but holds up neither a request nor the end of the process. */
export function standardOutput(): LogDestination {
  const kind = fstatSync(1);
  return kind.isFIFO() || kind.isSocket() || process.stdout.isTTY
    ? streamDestination(process.stdout)
    : fileDestination((line) => writeSync(1, line));
}

/** A pipe, a socket or a terminal. */
export function streamDestination(stream: Writable): LogDestination {
  let dropped = 0;
  // A reader that has gone is no reason to stop: without this handler the process would end.
  stream.on('error', () => undefined);
  return {
    write(line) {
      if (stream.writableLength + line.length > MAX_UNREAD_CHARACTERS) {
        dropped += 1;
        return;
      }
      if (dropped > 0) stream.write(droppedLine(dropped));
      dropped = 0;
      stream.write(line);
    },
    flush: () => new Promise((resolve) => stream.write('', () => resolve())),
  };
}

/** @param append writes at once, and returns how many bytes it has written; a full disk makes it throw */
export function fileDestination(append: (text: string) => number): LogDestination {
  let dropped = 0;
  let isTorn = false;
  return {
    write(line) {
      const text = (isTorn ? '\n' : '') + (dropped > 0 ? droppedLine(dropped) : '') + line;
      try {
        isTorn = append(text) < Buffer.byteLength(text);
        dropped = isTorn ? dropped + 1 : 0;
      } catch {
        dropped += 1;
      }
    },
    flush: () => Promise.resolve(),
  };
}

function droppedLine(dropped: number): string {
  const msg = `${dropped} log lines were dropped: the log's destination took no more`;
  return `${JSON.stringify({ level: 40, time: Date.now(), pid: process.pid, msg })}\n`;
}
