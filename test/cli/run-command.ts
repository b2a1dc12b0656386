import { Readable } from 'node:stream';
import { runCommand as run } from '../../src/cli/program.js';
import type { CommandContext, ExitCode } from '../../src/cli/context.js';
import { describeError } from '../../src/describe-error.js';
import type { Store } from '../../src/postgres/store.js';

/** What a command printed, and its exit code. */
export interface CommandResult {
  readonly code: ExitCode;
  readonly output: string;
  readonly errors: string;
  /** The objects of its lines, after --json. */
  objects<Line = Record<string, unknown>>(): Line[];
}

export interface RunOptions extends Partial<CommandContext> {
  readonly stdin?: string;
}

/** Runs commands in this process on a store that stays open. */
export function commandsOn(store: () => Store) {
  return async (
    args: readonly string[],
    { stdin = '', ...context }: RunOptions = {},
  ): Promise<CommandResult> => {
    const written = { output: '', errors: '' };
    const code = await run(
      args,
      {
        openStore: () => Promise.resolve({ ...store(), close: () => Promise.resolve() }),
        input: Readable.from([Buffer.from(stdin)]),
        output: { write: (text) => (written.output += text) },
        errors: { write: (text) => (written.errors += text) },
        ...context,
      },
      describeError,
    );
    const lines = () => written.output.split('\n').filter((line) => line !== '');
    return { code, ...written, objects: <Line>() => lines().map((line) => JSON.parse(line) as Line) };
  };
}
