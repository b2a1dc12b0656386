/** Encodes and decodes the list of programs. */

import type { Program } from '../domain/promotion.js';
import { idOf } from './answered-bulk.js';
import { isObject, textOf } from './json.js';
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
 * Reads the list of programs; one without an id is left out.
 * @returns null for what is no such list
 */
export function decodePrograms(body: unknown): Program[] | null {
  if (!isObject(body) || !Array.isArray(body.programs)) return null;
  const programs: unknown[] = body.programs;
  return programs.filter(isObject).flatMap(({ programId, name, active }) => {
    const id = idOf(programId);
    return id === null ? [] : [{ programId: id, name: textOf(name), active: active !== false }];
  });
}
