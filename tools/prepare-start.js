/**
 * Builds before `npm start`. Without the development packages, as after `NODE_ENV=production npm ci`, starts what
 * was built before, or says how to build it.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const root = join(import.meta.dirname, '..');
const hasBuildPackages = existsSync(join(root, 'node_modules', 'typescript'));
const isBuilt = existsSync(join(root, 'dist', 'main.js'));

if (hasBuildPackages) {
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
} else if (!isBuilt) {
  process.stderr
    .write(`The gateway is not built yet, and the packages that build it are not installed: NODE_ENV=production
or --omit=dev left them out. Build once with them, then remove them:

  npm ci --include=dev && npm run build && npm prune --omit=dev && npm start
`);
  process.exitCode = 1;
}
