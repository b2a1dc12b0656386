/** Encodes and decodes the list of programs. */

import type { Program } from '../domain/promotion.js';
import { idOf } from './answered/answered-bulk.js';
import { isAbsent, isObject, itemsOf, listOf, textOf, type Json } from './json.js';
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
  readonly programDescription: unknown;
  readonly pointsToCurrencyRatio: unknown;
  readonly partnerPrograms: unknown;
  readonly default: unknown;
}

const DETAILS = ['programDescription', 'pointsToCurrencyRatio', 'partnerPrograms', 'default'] as const;

/** Writes the active programs. The store does not record which of several is the default one. */
export function encodePrograms(programs: readonly Program[]): WirePrograms {
  const active = programs.filter((program) => program.active);
  return {
    data: active.map((program) => encodeProgram(program, active.length === 1)),
    warnings: [],
    errors: [],
  };
}

function encodeProgram({ programId, name, platformDetails }: Program, isDefault: boolean): WireProgram {
  return {
    programId: wireId(programId),
    programName: name,
    programDescription: null,
    pointsToCurrencyRatio: null,
    partnerPrograms: [],
    default: isDefault,
    ...platformDetails,
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
  return listed.filter(isObject).flatMap((program) => {
    const programId = idOf(program.programId);
    const name = textOf(program.programName ?? program.name);
    return programId === null
      ? []
      : [{ programId, name, active: program.active !== false, ...detailsOf(program) }];
  });
}

/** The details that a platform has for a program. */
function detailsOf(program: Json): Pick<Program, 'platformDetails'> {
  const known = DETAILS.filter((name) => !isAbsent(program[name]));
  if (known.length === 0) return {};
  return { platformDetails: Object.fromEntries(known.map((name) => [name, program[name]])) };
}
