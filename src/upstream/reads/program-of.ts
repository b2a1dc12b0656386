/** Finds programs by their ids. */

import type { Program } from '../../domain/promotion.js';
import { UnreadableAnswer, type ProgramOf } from '../../wire/answered-promotion.js';

/** Finds programs in a list. */
export function programOfIn(programs: readonly Program[]): ProgramOf {
  const byId = new Map(programs.map((program) => [program.programId, program]));
  return (programId) => {
    const program = byId.get(programId);
    if (!program) throw new UnreadableAnswer('A promotion is of a program that the platform does not list');
    return program;
  };
}

/** Where the names of programs are of no concern. */
export const unnamedProgram: ProgramOf = (programId) => ({ programId, name: '', active: true });
