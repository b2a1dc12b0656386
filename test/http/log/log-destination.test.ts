import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { fileDestination, streamDestination } from '../../../src/http/log/log-destination.js';

const LINE = `${'x'.repeat(1_023)}\n`;
const dropped = /"level":40,.*"(\d+) log lines were dropped/;

describe('a log whose reader is slow', () => {
  it('keeps a mebibyte for it, counts what it drops beyond, and reports that once it is read again', async () => {
    const read: string[] = [];
    let resume = (): void => undefined;
    const stream = new Writable({
      decodeStrings: false,
      write(line: string, _encoding, done) {
        read.push(line);
        if (read.length === 1) resume = done;
        else done();
      },
    });
    const log = streamDestination(stream);
    for (let i = 0; i < 3_000; i++) log.write(LINE);
    expect(stream.writableLength).toBe(1024 * 1024);
    resume();
    await log.flush();
    log.write('after\n');
    await log.flush();
    expect(read.filter((line) => line === LINE)).toHaveLength(1_024);
    expect(dropped.exec(read.join(''))?.[1]).toBe(String(3_000 - 1_024));
  });

  it('goes on in silence when its reader has gone', () => {
    const stream = new Writable({ write: (_line, _encoding, done) => done(new Error('EPIPE')) });
    const log = streamDestination(stream);
    for (let i = 0; i < 3; i++) log.write(LINE);
    expect(stream.listenerCount('error')).toBe(1);
  });
});

describe('a log on a full disk', () => {
  it('counts what it drops, ends a torn line, and reports both once there is room', () => {
    let room = LINE.length + 100;
    let file = '';
    const log = fileDestination((text) => {
      if (room === 0) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
      const taken = text.slice(0, room);
      room -= taken.length;
      file += taken;
      return taken.length;
    });
    for (let i = 0; i < 4; i++) log.write(LINE);
    room = 10_000;
    log.write('after\n');
    const lines = file.split('\n');
    expect(lines[0]).toBe(LINE.trimEnd());
    expect(lines[1]).toBe('x'.repeat(100));
    expect(dropped.exec(lines[2] ?? '')?.[1]).toBe('3');
    expect(lines.slice(3)).toEqual(['after', '']);
  });
});
