/** Builds the gateway where its packages are installed, and says how to build it where they are not. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const root = join(import.meta.dirname, '..');
const main = join(root, 'dist', 'main.js');
/** The compiler writes it at the end of each build. */
const stamp = join(root, 'dist', '.tsbuildinfo');

/**
 * @param script the npm script that builds
 * @returns whether there is something to start; otherwise the way out was printed
 */
export function ensureBuilt(script) {
  if (existsSync(join(root, 'node_modules', 'typescript'))) {
    // What a build prints is no part of the output of a command.
    execFileSync('npm', ['run', '--silent', script], { cwd: root, stdio: ['ignore', 2, 2] });
    return true;
  }
  if (existsSync(main)) return true;
  process.stderr
    .write(`The gateway is not built yet, and the packages that build it are not installed: NODE_ENV=production
or --omit=dev left them out. Build once with them, then remove them:

  npm ci --include=dev && npm run build && npm prune --omit=dev && npm start
`);
  return false;
}

/** Whether dist is missing, or older than a file of src. */
export function isStale() {
  if (!existsSync(main) || !existsSync(stamp)) return true;
  const builtAt = statSync(stamp).mtimeMs;
  const names = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' });
  return names.some((name) => statSync(join(root, 'src', name)).mtimeMs > builtAt);
}
