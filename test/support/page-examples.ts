/** A request as curl would send it. */
export interface CurlRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** A curl command of a document, and the answer that the document gives to it. */
export interface Example {
  /** The line of the document at which the command begins. */
  readonly line: number;
  readonly command: string;
  readonly answer: unknown;
}

const FENCED_BLOCK = /^```(\w*)\n([\s\S]*?)^```$/gm;

/** Every `sh` block that begins with `curl -s`, which is not for streams; the `json` block that follows it is its answer. */
export function examplesOf(markdown: string): Example[] {
  const blocks = [...markdown.matchAll(FENCED_BLOCK)].map(({ index, 1: language, 2: text = '' }) => ({
    line: markdown.slice(0, index).split('\n').length + 1,
    language,
    text,
  }));
  return blocks.flatMap(({ line, language, text }, i) => {
    if (language !== 'sh' || !text.startsWith('curl -s ')) return [];
    const answer = blocks[i + 1];
    if (answer?.language !== 'json')
      throw new Error(`the command of line ${line} has no json block after it`);
    return { line, command: text, answer: JSON.parse(answer.text) as unknown };
  });
}

/**
 * Reads a curl command as a shell and curl would, as far as documents need it.
 * @param variables what stands for `$NAME` outside single quotes
 * @throws Error for an example that it does not know
 */
export function readCurl(command: string, variables: Readonly<Record<string, string>> = {}): CurlRequest {
  const [program, ...words] = shellWords(command, variables);
  if (program !== 'curl') throw new Error(`not a curl command: ${program}`);
  const headers: Record<string, string> = {};
  let method: string | undefined;
  let url: string | undefined;
  let body: string | undefined;
  const queue = words.values();
  for (const word of queue) {
    const value = () => queue.next().value ?? '';
    if (word === '-s') continue;
    else if (word === '-X') method = value();
    else if (word === '-u') headers.authorization = `Basic ${Buffer.from(value()).toString('base64')}`;
    else if (word === '-d') body = value();
    else if (word === '-H') {
      const [, name = '', text = ''] = /^([^:]+): *(.*)$/.exec(value()) ?? [];
      headers[name.toLowerCase()] = text;
    } else if (word.startsWith('-') || url !== undefined) throw new Error(`curl's ${word} is not known here`);
    else url = word;
  }
  if (url === undefined) throw new Error('the command names no URL');
  if (body !== undefined) headers['content-type'] ??= 'application/x-www-form-urlencoded';
  return { method: method ?? (body === undefined ? 'GET' : 'POST'), url: new URL(url), headers, body };
}

/** Words of one command line: quotes joined and removed, `$NAME` replaced. */
function shellWords(command: string, variables: Readonly<Record<string, string>>): string[] {
  const expand = (text: string) =>
    text.replace(/\$(\w+)/g, (_, name: string) => {
      const value = variables[name];
      if (value === undefined) throw new Error(`$${name} is not set`);
      return value;
    });
  const oneLine = command.trim().replaceAll('\\\n', ' ');
  const word = /(?:'[^']*'|"[^"]*"|[^\s'"])+/g;
  const part = /'([^']*)'|"([^"]*)"|([^'"]+)/g;
  return [...oneLine.matchAll(word)].map(([whole]) =>
    [...whole.matchAll(part)]
      .map(([, single, double, bare]) => single ?? expand(double ?? bare ?? ''))
      .join(''),
  );
}

/**
 * The expected answer with its placeholders filled in from the actual one: a text like `<id of the call>` stands for
 * any text that is not empty.
 */
export function fillPlaceholders(expected: unknown, actual: unknown): unknown {
  if (typeof expected === 'string' && /^<.+>$/.test(expected)) {
    return typeof actual === 'string' && actual !== '' ? actual : expected;
  }
  if (Array.isArray(expected)) {
    return expected.map((item, i) => fillPlaceholders(item, Array.isArray(actual) ? actual[i] : undefined));
  }
  if (typeof expected !== 'object' || expected === null) return expected;
  const fields = (typeof actual === 'object' && actual !== null ? actual : {}) as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(expected).map(([name, value]) => [name, fillPlaceholders(value, fields[name])]),
  );
}

/** The rows of the table that follows a heading, a list of cells each; without the head, and without backquotes. */
export function tableAfter(markdown: string, heading: string, head: string): string[][] {
  const section = markdown.split(/^#{1,2} /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  const lines = section.split('\n');
  const start = lines.findIndex((line) => line.startsWith('|') && cellsOf(line)[0] === head);
  if (start < 0) throw new Error(`under "${heading}" there is no table of "${head}"`);
  const rows = lines.slice(start + 2);
  const end = rows.findIndex((line) => !line.startsWith('|'));
  return rows.slice(0, end < 0 ? undefined : end).map(cellsOf);
}

function cellsOf(line: string): string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll('`', ''));
}
