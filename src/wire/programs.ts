import type { Program } from '../domain/promotion.js';
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
