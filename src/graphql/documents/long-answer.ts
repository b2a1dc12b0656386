/** Leaves pages out of an answer that would be too long. */

import {
  GraphQLError,
  Kind,
  visit,
  type DocumentNode,
  type ExecutionResult,
  type FieldNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { MAX_LOCATED } from '../errors/limit-errors.js';
import { QUERY_LIMIT } from '../errors/query-limit.js';
import { pages } from './limit-lists.js';

/** The maximum length of the names in an answer; all else together has at most 3 MB. */
const MAX_TEXT_BYTES = 6_000_000;
/** Shorter texts are in the weights of their fields. */
const LONG_TEXT = 500;
/** Names of the store, which are mostly short: `limitAnswer` cannot know how long they are. */
const NAMES: ReadonlySet<string> = new Set(['name', 'promoIdentifier']);

type Path = readonly (string | number)[];
type Fragments = ReadonlyMap<string, SelectionSetNode>;

/** Makes null of the pages in an answer where its names come to too much. */
export type AnswerFit = (result: ExecutionResult) => ExecutionResult;

/**
 * Measures the long texts in the data of an operation that reads names in pages. Where they come to too much, each page
 * becomes null with an error: a mutation keeps its results.
 */
export function answerFit(document: DocumentNode, operation: OperationDefinitionNode): AnswerFit {
  if (!readsNamesInPages(document)) return (result) => result;
  const fragments = fragmentsOf(document);
  return (result) => {
    if (!result.data || bytesOfLongTexts(result.data, 0) <= MAX_TEXT_BYTES) return result;
    const errors: GraphQLError[] = [];
    omitPages(result.data, operation.selectionSet, { fragments, path: [], errors });
    const { data } = result;
    const kept = (result.errors ?? []).filter(({ path }) => path && isThere(data, path));
    return { ...result, errors: [...kept, ...errors] };
  };
}

function readsNamesInPages(document: DocumentNode): boolean {
  const found = new Set<string>();
  visit(document, {
    Field({ name }) {
      if (pages.has(name.value)) found.add('page');
      if (NAMES.has(name.value)) found.add('name');
    },
  });
  return found.size === 2;
}

function fragmentsOf({ definitions }: DocumentNode): Fragments {
  const fragments = definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  return new Map(fragments.map(({ name, selectionSet }) => [name.value, selectionSet]));
}

/** @returns at least the sum so far, and what is in the value; no more is looked at beyond the maximum */
function bytesOfLongTexts(value: unknown, before: number): number {
  if (typeof value === 'string') {
    return value.length < LONG_TEXT ? before : before + Buffer.byteLength(value);
  }
  if (typeof value !== 'object' || value === null) return before;
  let bytes = before;
  for (const inner of Array.isArray(value) ? (value as unknown[]) : Object.values(value)) {
    bytes = bytesOfLongTexts(inner, bytes);
    if (bytes > MAX_TEXT_BYTES) return bytes;
  }
  return bytes;
}

interface Omitting {
  readonly fragments: Fragments;
  readonly path: Path;
  /** Receives an error for each of the first pages. */
  readonly errors: GraphQLError[];
}

function omitPages(value: unknown, set: SelectionSetNode, omitting: Omitting): void {
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries())
      omitPages(item, set, { ...omitting, path: [...omitting.path, i] });
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) {
      omitPage(value as Record<string, unknown>, selection, omitting);
      continue;
    }
    const inner =
      selection.kind === Kind.FRAGMENT_SPREAD
        ? omitting.fragments.get(selection.name.value)
        : selection.selectionSet;
    if (inner) omitPages(value, inner, omitting);
  }
}

function omitPage(object: Record<string, unknown>, field: FieldNode, { path, ...rest }: Omitting): void {
  const key = (field.alias ?? field.name).value;
  const value = object[key];
  if (typeof value !== 'object' || value === null || !field.selectionSet) return;
  const place = [...path, key];
  if (!pages.has(field.name.value)) {
    omitPages(value, field.selectionSet, { ...rest, path: place });
    return;
  }
  object[key] = null;
  if (rest.errors.length >= MAX_LOCATED) return;
  const message = 'The names in this answer are too long together: select less in one document';
  rest.errors.push(
    new GraphQLError(message, { nodes: field, path: place, extensions: { code: QUERY_LIMIT } }),
  );
}

/** Whether the object is still there that a path leads into. */
function isThere(data: unknown, path: Path): boolean {
  let value = data;
  for (const key of path.slice(0, -1)) {
    if (typeof value !== 'object' || value === null) return false;
    value = (value as Readonly<Record<string | number, unknown>>)[key];
  }
  return value !== null;
}
