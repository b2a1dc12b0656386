/** Finds programs by their ids. */

import type { Program } from '../../domain/promotion.js';
import type { ProgramOf } from '../../wire/answered/answered-promotion.js';

/**
 * Finds programs in the platform's list. The list has active programs only, so another program is not active; its
 * promotions are shown without its name.
 */
export function programOfIn(programs: readonly Program[]): ProgramOf {
  const byId = new Map(programs.map((program) => [program.programId, program]));
  return (programId) => byId.get(programId) ?? { programId, name: '', active: false };
}

/** For reads without the names of programs. */
export const unnamedProgram: ProgramOf = (programId) => ({ programId, name: '', active: true });
