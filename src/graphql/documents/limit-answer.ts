/** Refuses answers of more fields than are written without holding up others. */

import {
  Kind,
  type DocumentNode,
  type FieldNode,
  type GraphQLError,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { MAX_CUSTOMERS } from '../../domain/bulk-request.js';
import { catalogue } from '../../domain/errors.js';
import type { Variables } from './coerce-variables.js';
import { MAX_FIRST } from '../types/page-size.js';
import { pages } from './limit-lists.js';
import { queryLimit } from '../errors/query-limit.js';
import { MAX_REPRESENTATIONS } from '../federation/representation.js';

/** As many are written in some 100 ms, and come to a few megabytes. */
const MAX_FIELDS = 60_000;

/** Lists of a length that no argument says; those of introspection on average. */
const lists: ReadonlyMap<string, number> = new Map([
  ['errorCatalog', Object.keys(catalogue).length],
  ['types', 80],
  ['directives', 15],
  ['fields', 5],
]);

/** A field with the caller's text counts for several: the texts of one call together may be as long as a body. */
const ECHOED = 'identifierValue';
const ECHO_WEIGHT = 20;

/** Refuses an operation whose answer could come to too many fields with these variables. @returns null for all others */
export type AnswerLimit = (variables: Variables) => GraphQLError | null;

/** Counts the fields of an answer before anything is executed: each page and list as long as its arguments let it be. */
export function answerLimit(document: DocumentNode, operation: OperationDefinitionNode): AnswerLimit {
  const sets = new Map<string, SelectionSetNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION)
      sets.set(definition.name.value, definition.selectionSet);
  }
  const weighWith = (variables: Variables | null) =>
    weigh(operation.selectionSet, { sets, variables, customers: MAX_CUSTOMERS });
  if (weighWith(null) <= MAX_FIELDS) return () => null;
  return (variables) => {
    if (weighWith(variables) <= MAX_FIELDS) return null;
    const message = `The answer could come to more than ${MAX_FIELDS} fields: ask for less in one document`;
    return queryLimit(message, operation);
  };
}

interface Counting {
  /** The selection sets of fragments by their names. */
  readonly sets: ReadonlyMap<string, SelectionSetNode>;
  /** Null counts the most for every variable. */
  readonly variables: Variables | null;
  /** How many customers the mutation around names. */
  readonly customers: number;
}

function weigh(set: SelectionSetNode, counting: Counting): number {
  let weight = 0;
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) {
      weight += weighField(selection, counting);
    } else {
      const inner =
        selection.kind === Kind.INLINE_FRAGMENT
          ? selection.selectionSet
          : counting.sets.get(selection.name.value);
      if (inner) weight += weigh(inner, counting);
    }
  }
  return weight;
}

function weighField(field: FieldNode, counting: Counting): number {
  if (!field.selectionSet) return field.name.value === ECHOED ? ECHO_WEIGHT : 1;
  const input = argumentOf(field, 'input');
  const customers = input ? itemsOf(memberOf(input, 'customers', counting), counting) : counting.customers;
  return 1 + countOf(field, counting) * weigh(field.selectionSet, { ...counting, customers });
}

/** How many objects a field comes to at most. */
function countOf(field: FieldNode, counting: Counting): number {
  const name = field.name.value;
  const defaultFirst = pages.get(name);
  if (defaultFirst !== undefined) {
    const first = argumentOf(field, 'first');
    return first ? pageSize(valueOf(first, counting)) : defaultFirst;
  }
  if (name === 'results') return Math.min(counting.customers, MAX_CUSTOMERS);
  if (name !== '_entities') return lists.get(name) ?? 1;
  const representations = argumentOf(field, 'representations');
  return representations ? Math.min(itemsOf(representations, counting), MAX_REPRESENTATIONS) : 0;
}

function pageSize(first: unknown): number {
  return typeof first === 'number' && first >= 0 ? Math.min(first, MAX_FIRST) : MAX_FIRST;
}

function argumentOf({ arguments: given = [] }: FieldNode, name: string): ValueNode | undefined {
  return given.find((argument) => argument.name.value === name)?.value;
}

/** A number as it is written or as a variable has it; undefined where that is not known. */
function valueOf(node: ValueNode, { variables }: Counting): unknown {
  if (node.kind === Kind.INT) return Number(node.value);
  return node.kind === Kind.VARIABLE ? variables?.[node.name.value] : undefined;
}

/** A member of an input, which is written in the document, or the value that a variable has for it. */
function memberOf(input: ValueNode, name: string, counting: Counting): unknown {
  if (input.kind === Kind.OBJECT) return input.fields.find((field) => field.name.value === name)?.value;
  const value = valueOf(input, counting);
  return typeof value === 'object' && value !== null ? (value as Variables)[name] : undefined;
}

/** How many items a list has, which is written in the document or the value of a variable; the most if not known. */
function itemsOf(list: unknown, counting: Counting): number {
  if (Array.isArray(list)) return list.length;
  if (!isValueNode(list)) return MAX_CUSTOMERS;
  if (list.kind === Kind.LIST) return list.values.length;
  const value = valueOf(list, counting);
  if (list.kind === Kind.VARIABLE && Array.isArray(value)) return value.length;
  // An item that stands where a list is wanted is a list of one.
  return list.kind === Kind.OBJECT ? 1 : MAX_CUSTOMERS;
}

function isValueNode(value: unknown): value is ValueNode {
  return typeof value === 'object' && value !== null && 'kind' in value && 'loc' in value;
}
