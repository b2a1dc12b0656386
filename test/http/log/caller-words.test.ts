import { expect, it } from 'vitest';
import { callerRequestIdOf } from '../../../src/http/log/caller-words.js';

it.each([
  'f81d4fae-7dec-11d0-a765-00a0c91e6bf6',
  '12345678-1234-1234-1234-123456789012',
  '0af7651916cd43dd8448eb211c80319c',
  'till-7/2026/42',
  'a'.repeat(128),
])('the id %j of a caller is logged as it was sent', (id) => {
  expect(callerRequestIdOf(id)).toBe(id);
});

it.each([
  ['919986000586', '[digits]'],
  ['till-919986000586', 'till-[digits]'],
  ['9199860005860000', '[digits]'],
])('the id %j of a caller is logged without what looks like a phone number', (id, logged) => {
  expect(callerRequestIdOf(id)).toBe(logged);
});

it.each([
  undefined,
  '',
  'a b',
  'anna@example.com',
  'a\u001b[31m',
  '{"a":1}',
  'ü',
  'a'.repeat(129),
  ['a', 'b'],
])('nothing is logged for the header %j', (header) => {
  expect(callerRequestIdOf(header)).toBeUndefined();
});
