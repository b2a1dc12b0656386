/** The context of commands, their exit codes and their failures. */

import type { Readable } from 'node:stream';
import type { Store } from '../postgres/store.js';
import { Printer, type TextSink } from './output/printer.js';

export interface CommandContext {
  /** Opens the store that the settings name, and migrates it where they or the command say so. */
  readonly openStore: (options?: { readonly migrates: true }) => Promise<Store>;
  readonly input: Readable;
  readonly output: TextSink;
  readonly errors: TextSink;
}

/** The context of one run, which may set another exit code than that of success. */
export interface CommandRun extends CommandContext {
  exitWith(code: ExitCode): void;
}

/** The exit codes: all was done, nothing was done, or some of it was refused. */
export const exitCodes = { done: 0, failed: 1, partlyRefused: 2 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** A command that did nothing; the message says why, and what to do. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
}

/** The options that every command has. */
export interface CommonOptions {
  readonly json?: true;
}

/** Runs work on the store, and closes the store also where it fails. */
export async function withStore<Result>(
  context: CommandContext,
  work: (store: Store) => Promise<Result>,
  options?: { readonly migrates: true },
): Promise<Result> {
  const store = await context.openStore(options);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

export function printerOf({ output }: CommandContext, { json }: CommonOptions): Printer {
  return new Printer(output, json === true);
}
