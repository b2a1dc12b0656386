import { expect, it } from 'vitest';
import { boundConnections } from '../../../src/http/connections/open-files.js';

it.each([
  { wanted: 10_000, openFiles: 20_000, bound: { most: 10_000, tooFewFiles: null } },
  { wanted: 10_000, openFiles: Infinity, bound: { most: 10_000, tooFewFiles: null } },
  { wanted: 10_000, openFiles: 10_138, bound: { most: 10_000, tooFewFiles: null } },
  { wanted: 10_000, openFiles: 1_024, bound: { most: 886, tooFewFiles: 1_024 } },
  { wanted: 10_000, openFiles: 256, bound: { most: 118, tooFewFiles: 256 } },
  { wanted: 10_000, openFiles: 64, bound: { most: 1, tooFewFiles: 64 } },
])(
  '$bound.most of $wanted connections fit into $openFiles files beside a pool of 10',
  ({ wanted, openFiles, bound }) => {
    expect(boundConnections(wanted, 10, openFiles)).toEqual(bound);
  },
);

it('the limit of this process is read from the system', () => {
  expect(boundConnections(1, 0).most).toBe(1);
});
