import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const read = (name: string) => JSON.parse(readFileSync(join(root, name), 'utf8')) as Record<string, unknown>;

const REGISTRY = 'https://registry.npmjs.org/';

interface Locked {
  readonly resolved?: string;
  readonly integrity?: string;
}

it('every package that is installed comes from the public registry, with its checksum', () => {
  const { packages } = read('package-lock.json') as { packages: Record<string, Locked> };
  // Without an address a package comes from the registry that npm is set to, the public one unless changed.
  const isFromRegistry = ({ resolved = REGISTRY }: Locked) => resolved.startsWith(REGISTRY);
  const others = Object.entries(packages).filter(
    ([path, locked]) => path !== '' && !(isFromRegistry(locked) && locked.integrity?.startsWith('sha512-')),
  );
  expect(Object.keys(packages).length).toBeGreaterThan(100);
  expect(others.map(([path]) => path)).toEqual([]);
});

it('every direct dependency is pinned to one version', () => {
  const { dependencies, devDependencies } = read('package.json');
  const versions = Object.entries({ ...(dependencies as object), ...(devDependencies as object) });
  expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(String(version)))).toEqual([]);
});
