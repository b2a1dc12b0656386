import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The folder of the clients and of their packages. */
export const CLIENTS = join(import.meta.dirname, '..', '..', 'clients');

/** Runs node or a command of the packages in `clients`, and returns what it printed. */
export async function run(command: string, ...args: string[]): Promise<string> {
  const file = command === 'node' ? process.execPath : join(CLIENTS, 'node_modules', '.bin', command);
  const { stdout } = await promisify(execFile)(file, args, { cwd: CLIENTS });
  return stdout;
}
