/** Keeps outsiders from filling the log. */

import type { FastifyBaseLogger } from 'fastify';

declare module 'fastify' {
  interface FastifyInstance {
    readonly outsiderLog: OutsiderLog;
  }
}

/** The lines about requests without a known caller that are written in each window; further ones are counted. */
const LINES_PER_WINDOW = 100;
const WINDOW_MS = 10_000;

/**
 * Keeps outsiders from filling the log. When a window has its number of lines about requests without a known caller,
 * further ones are counted by status, and one line at the end of the window reports the counts.
 */
export class OutsiderLog {
  #lines = 0;
  readonly #omitted = new Map<number, number>();
  #window: NodeJS.Timeout | undefined;

  constructor(private readonly logger: FastifyBaseLogger) {}

  /** @returns whether a line about a request with this status may be written; otherwise it is counted */
  admits(status: number): boolean {
    this.#window ??= setTimeout(() => this.flush(), WINDOW_MS).unref();
    this.#lines += 1;
    if (this.#lines <= LINES_PER_WINDOW) return true;
    this.#omitted.set(status, (this.#omitted.get(status) ?? 0) + 1);
    return false;
  }

  /** Reports what was omitted, and begins anew. */
  flush(): void {
    clearTimeout(this.#window);
    this.#window = undefined;
    this.#lines = 0;
    if (this.#omitted.size === 0) return;
    const byStatus = Object.fromEntries(this.#omitted);
    this.#omitted.clear();
    this.logger.warn(
      { byStatus, withinMs: WINDOW_MS },
      'Omitted lines about requests without a known caller',
    );
  }
}
