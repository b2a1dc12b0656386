/** The end of the process: signals, time limits, exit codes. */

import process from 'node:process';

/** What is to be stopped, in order and within a time. */
export interface Stoppable {
  stop(): Promise<void>;
  readonly withinMs: number;
}

export interface ShutdownOptions {
  /** Reports why the process stops. */
  readonly onBegin: (reason: string) => void;
  /** Reports what went wrong while it stopped. */
  readonly onFailure: (error: unknown) => void;
  /** Writes out what the log still holds; its reader may never take it. */
  readonly flushLog: () => Promise<void>;
}

const FLUSH_MS = 1_000;

/** The end of the process: the first reason to stop lets requests in work finish, a second one does not. */
export class Shutdown {
  #exitCode: number | null = null;
  #started: Stoppable | null = null;

  constructor(private readonly options: ShutdownOptions) {}

  get begun(): boolean {
    return this.#exitCode !== null;
  }

  /** Stops on the signals that end a process. The first process of a container has no other way to be ended. */
  onSignals(): void {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
      process.on(signal, () => this.begin(signal, 0));
    }
  }

  /** @param exitCode the code if all goes well from here */
  begin(reason: string, exitCode: number): void {
    if (this.begun) process.exit(1);
    this.#exitCode = exitCode;
    this.options.onBegin(reason);
    // A start that is cut short has nothing in work, and what it does to a store survives a crash.
    if (!this.#started) process.exit(exitCode);
    void this.#stop(this.#started);
  }

  /** The gateway has started, and has to be stopped in order from now on. */
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
