/** Caches prepared operations, bounded by weight. */

import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { CompiledOperation } from './compile-document.js';
import { bytesOfDocument } from './document-store.js';
import type { AnswerLimit } from './limit-answer.js';
import type { AnswerFit } from './long-answer.js';
import type { ConditionCheck } from './null-conditions.js';
import type { VariablesReader } from '../variables/read-variables.js';
import type { RepetitionLimit } from '../variables/repeated-variables.js';

/** The bound of the cache: some six hundred operations of the usual length. */
export const MAX_BYTES = 48 * 1024 * 1024;
/** Measured after executing: a compiled operation weighs 0.4 to 1.1 KiB for each field, besides its document. */
const BYTES_PER_FIELD = 1_200;
const BYTES_PER_OPERATION = 8_192;
const BYTES_PER_ENTRY = 256;

/** An operation as it can be executed. */
export interface PreparedOperation {
  readonly document: DocumentNode;
  readonly readVariables: VariablesReader;
  readonly checkConditions: ConditionCheck;
  readonly limitRepetitions: RepetitionLimit;
  readonly limitAnswer: AnswerLimit;
  readonly fitAnswer: AnswerFit;
  /** Null for an operation that graphql-js executes. */
  readonly compiled: CompiledOperation | null;
}

/** An entry of the cache: how often an operation came, or its prepared form. */
type Known = { readonly times: number } | PreparedOperation;

export type OperationCache = LRUCache<string, Known>;

/** An LRU cache bounded by weight. */
export function operationCache(): OperationCache {
  return new LRUCache({ maxSize: MAX_BYTES, sizeCalculation: bytesOf });
}

/** The whole document counts, because the compiled form refers to it. */
function bytesOf(known: Known, key: string): number {
  const ofKey = 2 * key.length + BYTES_PER_ENTRY;
  if ('times' in known) return ofKey;
  const ofCompiled = known.compiled ? BYTES_PER_OPERATION + BYTES_PER_FIELD * known.compiled.size : 0;
  return ofKey + bytesOfDocument(known.document) + ofCompiled;
}
