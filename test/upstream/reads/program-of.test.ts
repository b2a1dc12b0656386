import { expect, it } from 'vitest';
import { programOfIn, unnamedProgram } from '../../../src/upstream/reads/program-of.js';
import { UnreadableAnswer } from '../../../src/wire/answered-promotion.js';

const program = { programId: '10', name: 'Club', active: true };

it('a program is found in the list of the platform', () => {
  expect(programOfIn([program])('10')).toBe(program);
});

it('a promotion of a program that the platform does not list cannot be understood', () => {
  expect(() => programOfIn([program])('11')).toThrow(UnreadableAnswer);
});

it('a program without a name is good for what needs only its id', () => {
  expect(unnamedProgram('11')).toEqual({ programId: '11', name: '', active: true });
});
