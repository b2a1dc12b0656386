import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Driven, DriverMessage, WindowWatcher } from './drive.js';

/** A driver in a process of its own. */
export interface DriverProcess {
  readonly child: ChildProcess;
  /** @throws when the process ends before it is done */
  drive(order: object, watcher: WindowWatcher): Promise<Driven>;
}

/** Starts one of the files of `processes` that speak DriverMessage, and waits until it is ready. */
export async function forkDriver(file: string, args: readonly string[] = []): Promise<DriverProcess> {
  const path = fileURLToPath(new URL(`../processes/${file}`, import.meta.url));
  const child = fork(path, args, {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // JSON has no NaN.
    serialization: 'advanced',
  });
  await messages(child, (message) => (message.kind === 'ready' ? true : null));
  return {
    child,
    drive: (order, watcher) => {
      child.send(order);
      return messages(child, (message) => {
        if (message.kind === 'begin') watcher.begin();
        if (message.kind === 'end') watcher.end();
        return message.kind === 'driven' ? message.driven : null;
      });
    },
  };
}

/** Listens until one message answers something. */
function messages<Answer>(
  child: ChildProcess,
  answer: (message: DriverMessage) => Answer | null,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: unknown) => {
      const found = answer(message as DriverMessage);
      if (found !== null) finish(() => resolve(found));
    };
    const onExit = (code: number | null, signal: NodeJS.Signals | null) =>
      finish(() => reject(new Error(`${child.spawnfile} ended early: ${code ?? signal}`)));
    const finish = (how: () => void) => {
      child.off('message', onMessage).off('exit', onExit);
      how();
    };
    child.on('message', onMessage).on('exit', onExit);
  });
}
