/** Decodes the bytes of a file, and cuts them into lines. */

import { TextDecoder } from 'node:util';

/** A line of a file, without its end. */
export interface FileLine {
  /** Counted from 1, empty ones too, as an editor does. */
  readonly number: number;
  readonly text: string;
  /** Whether the rest of it was left out. */
  readonly isCut: boolean;
}

/** A file without line ends, or of another kind, must not fill the memory. */
const MAX_LINE_LENGTH = 65_536;

const BYTE_ORDER_MARKS: readonly (readonly [encoding: string, mark: Buffer])[] = [
  ['utf-8', Buffer.from([0xef, 0xbb, 0xbf])],
  ['utf-16le', Buffer.from([0xff, 0xfe])],
  ['utf-16be', Buffer.from([0xfe, 0xff])],
];

/** The encoding that a byte order mark names. Without one UTF-16 shows by the zero bytes of the first letter. */
function encodingOf(beginning: Buffer): string {
  const marked = BYTE_ORDER_MARKS.find(([, mark]) => beginning.subarray(0, mark.length).equals(mark));
  if (marked) return marked[0];
  if (beginning[0] === 0) return 'utf-16be';
  return beginning[1] === 0 ? 'utf-16le' : 'utf-8';
}

/** Cuts bytes into lines. Bytes that are no text in their encoding become U+FFFD. */
export async function* linesOf(bytes: AsyncIterable<Buffer>): AsyncIterable<FileLine> {
  let decoder: TextDecoder | null = null;
  const cutter = new LineCutter();
  for await (const chunk of bytes) {
    decoder ??= new TextDecoder(encodingOf(chunk));
    yield* cutter.take(decoder.decode(chunk, { stream: true }));
  }
  yield* cutter.take(decoder?.decode() ?? '');
  yield* cutter.end();
}

/** Keeps the line that has not ended yet, up to the longest length. */
class LineCutter {
  #number = 0;
  #rest = '';
  #isCut = false;

  *take(text: string): Generator<FileLine> {
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      this.#keep(text.slice(start, end));
      yield this.#finish();
      start = end + 1;
    }
    this.#keep(text.slice(start));
  }

  *end(): Generator<FileLine> {
    if (this.#rest !== '') yield this.#finish();
  }

  #keep(part: string): void {
    const room = MAX_LINE_LENGTH - this.#rest.length;
    this.#isCut ||= part.length > room + 1;
    this.#rest += part.slice(0, room + 1);
  }

  #finish(): FileLine {
    this.#number += 1;
    const text = this.#rest.endsWith('\r') ? this.#rest.slice(0, -1) : this.#rest;
    const isCut = this.#isCut || text.length > MAX_LINE_LENGTH;
    this.#rest = '';
    this.#isCut = false;
    return { number: this.#number, text: text.slice(0, MAX_LINE_LENGTH), isCut };
  }
}
