import { expect, it } from 'vitest';
import { programOfIn, unnamedProgram } from '../../../src/upstream/reads/program-of.js';

const program = { programId: '10', name: 'Club', active: true };

it('a program is found in the list of the platform', () => {
  expect(programOfIn([program])('10')).toBe(program);
});

it('a program that the platform does not list is not active, and has no name', () => {
  expect(programOfIn([program])('11')).toEqual({ programId: '11', name: '', active: false });
});

it('a program without a name is good for what needs only its id', () => {
  expect(unnamedProgram('11')).toEqual({ programId: '11', name: '', active: true });
});
