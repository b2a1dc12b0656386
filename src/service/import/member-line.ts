/** Reads one line of a file of the members of programs. */

import { readLineId, type LineValues } from './customer-line.js';
import type { LineFault } from './faults.js';

export const memberColumns = ['programId', 'customerId'] as const;
export type MemberColumn = (typeof memberColumns)[number];

/** A customer who is a member of a program. */
export type MemberLine = Readonly<Record<MemberColumn, string>>;

export function readMemberLine(values: LineValues<MemberColumn>): MemberLine | LineFault {
  const programId = readLineId(values.programId);
  const customerId = readLineId(values.customerId);
  if (typeof programId !== 'string') return programId;
  return typeof customerId === 'string' ? { programId, customerId } : customerId;
}
