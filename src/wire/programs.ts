/** Encodes and decodes the list of programs. */

import type { Program } from '../domain/promotion.js';
import { idOf } from './answered-bulk.js';
import { isObject, itemsOf, textOf } from './json.js';
import { wireId, type WireId } from './bulk-response.js';

/** An organisation's programs. */
export interface WirePrograms {
  readonly programs: readonly {
    readonly programId: WireId;
    readonly name: string;
    readonly active: boolean;
  }[];
  readonly warnings: readonly [];
}

export function encodePrograms(programs: readonly Program[]): WirePrograms {
  return {
    programs: programs.map(({ programId, name, active }) => ({ programId: wireId(programId), name, active })),
    warnings: [],
  };
}

/**
 * Reads the list of programs, under its documented name and under ours; one without an id is left out.
 * @returns null for what is no such list
 */
export function decodePrograms(body: unknown): Program[] | null {
  if (!isObject(body) || itemsOf(body.errors).length > 0) return null;
  const listed = body.data ?? body.programs;
  if (!Array.isArray(listed)) return null;
  return itemsOf(listed)
    .filter(isObject)
    .flatMap(({ programId, programName, name, active }) => {
      const id = idOf(programId);
      return id === null
        ? []
        : [{ programId: id, name: textOf(programName ?? name), active: active !== false }];
    });
}
