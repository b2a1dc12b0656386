import type { FastifyBaseLogger } from 'fastify';
import { expect, it, vi } from 'vitest';
import { logProblem } from '../../../src/http/log/log-problem.js';
import { Problem } from '../../../src/http/problem.js';

it.each([
  [400, 0],
  [429, 0],
  [500, 1],
  [501, 0],
  [503, 1],
])('a problem with the status %i leaves %i lines at the level of errors', (status, lines) => {
  const error = vi.fn();
  const logger = { error } as Partial<FastifyBaseLogger> as FastifyBaseLogger;
  logProblem(logger, new Problem(status, 'CODE', 'A message'), new Error('the cause'));
  expect(error).toHaveBeenCalledTimes(lines);
});
