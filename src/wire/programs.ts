/** Encodes and decodes the list of programs. */

import type { Program } from '../domain/promotion.js';
import { idOf } from './answered/answered-bulk.js';
import { isObject, itemsOf, listOf, textOf } from './json.js';
import { wireId, type WireId } from './bulk-response.js';

/** An organisation's programs, as the platform lists them: the active ones. */
export interface WirePrograms {
  readonly data: readonly WireProgram[];
  readonly warnings: readonly [];
  readonly errors: readonly [];
}

interface WireProgram {
  readonly programId: WireId;
  readonly programName: string;
  readonly programDescription: null;
  readonly pointsToCurrencyRatio: null;
  readonly partnerPrograms: readonly [];
  readonly default: boolean;
}

/** Writes the active programs. Which of several is the default one is not recorded. */
export function encodePrograms(programs: readonly Program[]): WirePrograms {
  const active = programs.filter((program) => program.active);
  return {
    data: active.map((program) => encodeProgram(program, active.length === 1)),
    warnings: [],
    errors: [],
  };
}

function encodeProgram({ programId, name }: Program, isDefault: boolean): WireProgram {
  return {
    programId: wireId(programId),
    programName: name,
    programDescription: null,
    pointsToCurrencyRatio: null,
    partnerPrograms: [],
    default: isDefault,
  };
}

/**
 * Reads the list of programs, under its documented name and under ours; one without an id is left out.
 * @returns null for what is no such list
 */
export function decodePrograms(body: unknown): Program[] | null {
  if (!isObject(body) || itemsOf(body.errors).length > 0) return null;
  if (!('data' in body || 'programs' in body)) return null;
  const listed = listOf(body.data ?? body.programs);
  if (!listed) return null;
  return listed.filter(isObject).flatMap(({ programId, programName, name, active }) => {
    const id = idOf(programId);
    return id === null
      ? []
      : [{ programId: id, name: textOf(programName ?? name), active: active !== false }];
  });
}
