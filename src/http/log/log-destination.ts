/** Standard output, which may be slow, full or gone. */

import { constants, fstatSync, openSync, writeSync } from 'node:fs';
import type { Writable } from 'node:stream';

/** Where log lines go. Writing neither waits nor throws. */
export interface LogDestination {
  write(line: string): void;
  /** Resolves when the reader has taken all lines, which may never happen. */
  flush(): Promise<void>;
}

/** The bytes that may wait for a reader; further lines are dropped and counted. */
const MAX_UNREAD_CHARACTERS = 1024 * 1024;

/** Standard output. A slow reader costs log lines, but holds up neither a request nor the end of the process. */
export function standardOutput(): LogDestination {
  const kind = fstatSync(1);
  if (kind.isFIFO() || kind.isSocket()) return streamDestination(process.stdout);
  const descriptor = process.stdout.isTTY ? openTerminal() : 1;
  return fileDestination((line) => writeSync(descriptor, line));
}

/**
 * Opens the terminal of standard output a second time, so that writing to it fails while nothing reads it. Node waits
 * for a terminal, and with it would wait requests and signals: Ctrl-S would stop the gateway.
 */
function openTerminal(): number {
  try {
    return openSync('/dev/stdout', constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch {
    return 1;
  }
}

/** A pipe or a socket. */
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
