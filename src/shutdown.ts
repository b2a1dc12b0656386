/** Ends the process: signals, time limits, exit codes. */

import process from 'node:process';

/** What a shutdown stops, in order and within a time. */
export interface Stoppable {
  stop(): Promise<void>;
  readonly withinMs: number;
}

export interface ShutdownOptions {
  /** Reports why the process stops. */
  readonly onBegin: (reason: string) => void;
  /** Reports an error during the shutdown. */
  readonly onFailure: (error: unknown) => void;
  /** Writes the remaining log lines, which the reader may never take. */
  readonly flushLog: () => Promise<void>;
}

const FLUSH_MS = 1_000;

/** Ends the process: the first reason to stop lets running requests finish, a second one does not. */
export class Shutdown {
  #exitCode: number | null = null;
  #started: Stoppable | null = null;

  constructor(private readonly options: ShutdownOptions) {}

  get begun(): boolean {
    return this.#exitCode !== null;
  }

  /** Stops on signals. The first process of a container has no default handlers for them. */
  onSignals(): void {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
      process.on(signal, () => this.begin(signal, 0));
    }
  }

  /** @param exitCode the exit code if the shutdown succeeds */
  begin(reason: string, exitCode: number): void {
    if (this.begun) process.exit(1);
    this.#exitCode = exitCode;
    this.options.onBegin(reason);
    // A gateway that is still starting has no running request, and its changes to a store survive a crash.
    if (!this.#started) process.exit(exitCode);
    void this.#stop(this.#started);
  }

  /** Registers the started gateway, which a stop must shut down in order from now on. */
  started(stoppable: Stoppable): void {
    this.#started = stoppable;
  }

  async #stop(stoppable: Stoppable): Promise<void> {
    setTimeout(() => process.exit(1), stoppable.withinMs);
    try {
      await stoppable.stop();
    } catch (error) {
      this.options.onFailure(error);
      this.#exitCode = 1;
    }
    setTimeout(() => process.exit(this.#exitCode), FLUSH_MS);
    await this.options.flushLog();
    process.exit(this.#exitCode);
  }
}
