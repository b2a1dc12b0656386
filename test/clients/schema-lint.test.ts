import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

it('schema.graphql breaks no recommended rule of GraphQL-ESLint without an excuse', () => {
  const cwd = join(import.meta.dirname, '..', '..', 'clients');
  const found: unknown = JSON.parse(execFileSync(process.execPath, ['lint-schema.mjs'], { cwd }).toString());
  expect(found).toEqual([]);
});
