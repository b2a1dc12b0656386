import { startServer, type ServerCommand, type ServerProcess } from './server-process.js';

/** The processes of a run: contenders that need the same server share it, and all of them end with the run. */
export class Processes {
  readonly #servers = new Map<string, Promise<ServerProcess>>();
  readonly #stops: (() => unknown)[] = [];

  /** A server that is started with this command, once. */
  server(command: ServerCommand): Promise<ServerProcess> {
    const key = JSON.stringify(command);
    const running = this.#servers.get(key) ?? startServer(command);
    this.#servers.set(key, running);
    return running;
  }

  /** Has something else stopped with the run. */
  onStop(stop: () => unknown): void {
    this.#stops.push(stop);
  }

  async stop(): Promise<void> {
    const servers = await Promise.allSettled(this.#servers.values());
    await Promise.all(
      servers.flatMap((server) => (server.status === 'fulfilled' ? [server.value.stop()] : [])),
    );
    for (const stop of this.#stops) await stop();
  }
}
