import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const source = readFileSync(new URL('../../bench/product.ts', import.meta.url), 'utf8');
const files = new Map(
  [...source.matchAll(/^import type \* as (\w+) from '\.\.\/src\/(.+)';$/gm)].map(([, name, file]) => [
    name,
    file,
  ]),
);
const modules = [...source.matchAll(/^  '(.+)': typeof (\w+);$/gm)];

it.each(modules.map(([, path, name]) => [path, name]))(
  'the benchmarks load %s from where its types are',
  (path, name) => {
    expect(files.get(name)).toBe(path);
  },
);

it('the benchmarks load every module whose types they name', () => {
  expect(modules).toHaveLength(files.size);
});
