import { randomUUID } from 'node:crypto';
import type { Named } from './walk.js';

/** What stands for what in a recorded call. */
export interface RecordedNames extends Named {
  readonly requestId: string;
}

/** What else is sent as a parameter. */
type Constant = number | boolean | null;

/** Text with the places of what differs from call to call. */
type Piece = { readonly text: string } | { readonly customer: number } | 'promotion' | 'request';
/** A parameter of a statement: a value that is always the same, the instant of the call, text, or a list of texts. */
export type Slot =
  | { readonly always: Constant }
  | 'now'
  | { readonly pieces: readonly Piece[] }
  | { readonly list: readonly (readonly Piece[] | null)[] };

/** One statement of a recorded call, to be sent for others. */
export interface StatementTemplate {
  readonly name?: string;
  readonly text: string;
  readonly slots: readonly Slot[];
  /** Whether it was sent without waiting for the answer to the one before it. */
  readonly pipelined: boolean;
}

/** Which statement answers a list, and in which column: as PostgreSQL writes it, {1,2,3}. */
export interface AnsweredList {
  readonly statement: number;
  readonly column: string;
}

/** What a call sends to the store, and where its answer is found. */
export interface CallTemplate {
  readonly statements: readonly StatementTemplate[];
  /** What answers the customers' new ids, in their order. */
  readonly answer: AnsweredList;
  /** What answers who the customers are, in their order. */
  readonly lookUp: AnsweredList;
}

/** Makes a slot of a recorded parameter. */
export function slotOf(value: unknown, names: RecordedNames): Slot {
  if (value instanceof Date) return 'now';
  if (typeof value === 'string') return { pieces: piecesOf(value, names) };
  if (Array.isArray(value)) return { list: value.map((item: unknown) => itemOf(item, names)) };
  if (value === undefined || value === null) return { always: null };
  if (typeof value === 'number' || typeof value === 'boolean') return { always: value };
  throw new Error(`A recorded parameter is neither text, number nor list: ${typeof value}`);
}

function itemOf(item: unknown, names: RecordedNames): Piece[] | null {
  if (item === null) return null;
  if (typeof item === 'string') return piecesOf(item, names);
  throw new Error(`A recorded list holds what is no text: ${typeof item}`);
}

function piecesOf(text: string, { promotionId, customerIds, requestId }: RecordedNames): Piece[] {
  const known = new Map<string, Piece>(customerIds.map((id, customer) => [id, { customer }]));
  known.set(promotionId, 'promotion').set(requestId, 'request');
  const parts = text.split(new RegExp(`(${[...known.keys()].join('|')})`));
  return parts.filter((part) => part !== '').map((part) => known.get(part) ?? { text: part });
}

/** The parameters of a statement for another call. */
export function fillSlots(slots: readonly Slot[], named: Named, requestId: string, now: Date): unknown[] {
  const fill = (pieces: readonly Piece[]) => {
    let text = '';
    for (const piece of pieces) text += fillPiece(piece, named, requestId);
    return text;
  };
  return slots.map((slot) => {
    if (slot === 'now') return now;
    if ('always' in slot) return slot.always;
    return 'pieces' in slot ? fill(slot.pieces) : slot.list.map((item) => item && fill(item));
  });
}

function fillPiece(piece: Piece, { promotionId, customerIds }: Named, requestId: string): string {
  if (piece === 'promotion') return promotionId;
  if (piece === 'request') return requestId;
  return 'text' in piece ? piece.text : (customerIds[piece.customer] ?? '');
}

export function newRequestId(): string {
  return randomUUID();
}

/** A slot as an SQL literal, with names for what differs: `customer(0)` and so on. */
export function literalOf(
  slot: Slot,
  names: { customer(i: number): string; promotion: string; request: string },
): string {
  const write = (pieces: readonly Piece[]) =>
    pieces
      .map((piece) => {
        if (piece === 'promotion') return names.promotion;
        if (piece === 'request') return names.request;
        return 'text' in piece ? piece.text.replaceAll("'", "''") : names.customer(piece.customer);
      })
      .join('');
  if (slot === 'now') return 'now()';
  if ('pieces' in slot) return `'${write(slot.pieces)}'`;
  if ('list' in slot) return `'{${slot.list.map((item) => (item ? write(item) : 'null')).join(',')}}'`;
  if (slot.always === null) return 'null';
  return `'${slot.always}'`;
}
