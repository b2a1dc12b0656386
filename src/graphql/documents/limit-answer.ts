/** Refuses documents whose answer could have too many fields. */

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
import { faults } from '../../domain/errors/errors.js';
import {
  isOfSchema,
  itemsOfSchema,
  MOST_ECHO,
  partWithin,
  weightOfCall,
  weightOfKey,
  weightOfPage,
  weightOfText,
  type AnswerPart,
} from './answer-weights.js';
import type { Variables } from '../variables/coerce-variables.js';
import { MAX_FIRST } from '../types/page-size.js';
import { argumentOf, pages } from './limit-lists.js';
import { variablesIn } from '../variables/repeated-variables.js';
import { queryLimit } from '../errors/query-limit.js';
import { MAX_REPRESENTATIONS } from '../federation/representation.js';

/** So many fields take some 100 ms to write and less than 10 MB. */
const MAX_FIELDS = 60_000;
const ERRORS = faults.length;

/** Refuses an operation whose answer could come to too many fields with these variables. @returns null for all others */
export type AnswerLimit = (variables: Variables) => GraphQLError | null;

/**
 * Counts the fields of an answer before anything is executed: each page and list as long as its arguments let it be,
 * and long texts for several.
 */
export function answerLimit(document: DocumentNode, operation: OperationDefinitionNode): AnswerLimit {
  const sets = new Map<string, SelectionSetNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION)
      sets.set(definition.name.value, definition.selectionSet);
  }
  const weighWith = (variables: Variables | null) =>
    weigh(operation.selectionSet, {
      sets,
      variables,
      customers: MAX_CUSTOMERS,
      echo: variables ? weightOfCall(document, variables) : MOST_ECHO,
      part: 'data',
    });
  if (weighWith(null) <= MAX_FIELDS) return () => null;
  return (variables) => {
    if (weighWith(variables) <= MAX_FIELDS) return null;
    const message = `The answer could have more than ${MAX_FIELDS} fields: select less in one document`;
    return queryLimit(message, operation);
  };
}

interface Counting {
  /** The selection sets of fragments by their names. */
  readonly sets: ReadonlyMap<string, SelectionSetNode>;
  /** Null assumes the maximum for every variable. */
  readonly variables: Variables | null;
  /** The number of customers in the enclosing mutation. */
  readonly customers: number;
  /** The weight of the caller's texts in the enclosing object. */
  readonly echo: number;
  readonly part: AnswerPart;
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
  const weight = 1 + weightOfKey((field.alias ?? field.name).value);
  if (!field.selectionSet) return weight + weightOfText(field.name.value, counting);
  return (
    weight +
    weightOfPage(field.name.value, counting.part) +
    countOf(field, counting) * weigh(field.selectionSet, within(field, counting))
  );
}

/** The context of the fields below a field. */
function within(field: FieldNode, counting: Counting): Counting {
  const name = field.name.value;
  const part = partWithin(name, counting.part);
  // The stored call of `promotionOperation` is not part of this request.
  if (name === 'promotionOperation') return { ...counting, part, echo: MOST_ECHO };
  // The texts of one call are at most as long as the call, for all its customers together.
  if (name === 'results') return { ...counting, part, echo: Math.ceil(counting.echo / counting.customers) };
  const input = argumentOf(field, 'input');
  if (!input) return { ...counting, part };
  const named = memberOf(input, 'customers', counting);
  const customers = Math.min(Math.max(itemsOf(named, counting), 1), MAX_CUSTOMERS);
  // One variable may stand for the text of every customer in a list that is written out.
  const repeats = isValueNode(named) && named.kind === Kind.LIST && variablesIn(named).size > 0;
  const echo = repeats ? counting.echo * customers : counting.echo;
  return { ...counting, part, customers, echo };
}

/** The maximum number of objects of a field. */
function countOf(field: FieldNode, counting: Counting): number {
  const name = field.name.value;
  if (isOfSchema(counting.part)) return itemsOfSchema(name, counting.part);
  const defaultFirst = pages.get(name);
  if (defaultFirst !== undefined) {
    const first = argumentOf(field, 'first');
    return first ? pageSize(valueOf(first, counting), counting.variables && defaultFirst) : defaultFirst;
  }
  if (name === 'results') return counting.customers;
  if (name === 'promotionErrors') return ERRORS;
  const named = argumentOf(field, 'nodeIds');
  if (named) return Math.min(itemsOf(named, counting), MAX_CUSTOMERS);
  if (name !== '_entities') return 1;
  const representations = argumentOf(field, 'representations');
  return representations
    ? Math.min(itemsOf(representations, counting, MAX_REPRESENTATIONS), MAX_REPRESENTATIONS)
    : 0;
}

/** @param unset the size without a value; null where the value is unknown */
function pageSize(first: unknown, unset: number | null): number {
  if (unset !== null && (first === undefined || first === null)) return unset;
  return typeof first === 'number' && first >= 0 ? Math.min(first, MAX_FIRST) : MAX_FIRST;
}

/** A number in the document or in a variable; undefined when it is unknown. */
function valueOf(node: ValueNode, { variables }: Counting): unknown {
  if (node.kind === Kind.INT) return Number(node.value);
  return node.kind === Kind.VARIABLE ? variables?.[node.name.value] : undefined;
}

/** A member of an input, in the document or in a variable. */
function memberOf(input: ValueNode, name: string, counting: Counting): unknown {
  if (input.kind === Kind.OBJECT) return input.fields.find((field) => field.name.value === name)?.value;
  const value = valueOf(input, counting);
  return typeof value === 'object' && value !== null ? (value as Variables)[name] : undefined;
}

/** How many items a list has, which is written in the document or the value of a variable; the most if not known. */
function itemsOf(list: unknown, counting: Counting, most = MAX_CUSTOMERS): number {
  if (Array.isArray(list)) return list.length;
  if (!isValueNode(list)) return most;
  if (list.kind === Kind.LIST) return list.values.length;
  const value = valueOf(list, counting);
  if (list.kind === Kind.VARIABLE && Array.isArray(value)) return value.length;
  // GraphQL coerces a single item to a list of one.
  return list.kind === Kind.OBJECT || list.kind === Kind.STRING ? 1 : most;
}

function isValueNode(value: unknown): value is ValueNode {
  return typeof value === 'object' && value !== null && 'kind' in value && 'loc' in value;
}
