/** Limits the items of all pages of a document together. */

import {
  Kind,
  type ASTVisitor,
  type FieldNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValueNode,
} from 'graphql';
import { MAX_CUSTOMERS } from '../../domain/bulk-request.js';
import { DEFAULT_FIRST, DEFAULT_FIRST_RECORDS, MAX_FIRST } from '../types/page-size.js';
import { queryLimit } from '../errors/query-limit.js';

/** Every result of a full call with a full page of the customer's promotions and one of the program's. */
const MAX_ITEMS = 20_000;

/** The items that an `_entities` counts for, which arrives in variables: the limit of the answer counts what was sent. */
const ENTITIES = 100;

/** The fields that are pages, with their default sizes. */
export const pages: ReadonlyMap<string, number> = new Map([
  ['loyaltyPromotions', DEFAULT_FIRST],
  ['promotions', DEFAULT_FIRST],
  ['enrolments', DEFAULT_FIRST_RECORDS],
  ['earnings', DEFAULT_FIRST_RECORDS],
]);

/**
 * Refuses an operation whose pages within pages could come to more items than anyone reads: a program has
 * promotions, which have a program, which has promotions.
 */
export function limitLists(context: ValidationContext): ASTVisitor {
  const weights = new Map<SelectionSetNode, number>();

  function weigh(selectionSet: SelectionSetNode | undefined): number {
    if (!selectionSet) return 0;
    const known = weights.get(selectionSet);
    if (known !== undefined) return known;
    // Another rule refuses a fragment within itself; here it weighs nothing.
    weights.set(selectionSet, 0);
    let weight = 0;
    for (const selection of selectionSet.selections) {
      if (selection.kind === Kind.FIELD) weight += weighField(selection, weigh(selection.selectionSet));
      else if (selection.kind === Kind.INLINE_FRAGMENT) weight += weigh(selection.selectionSet);
      else weight += weigh(context.getFragment(selection.name.value)?.selectionSet);
    }
    weights.set(selectionSet, weight);
    return weight;
  }

  return {
    OperationDefinition(operation) {
      if (weigh(operation.selectionSet) <= MAX_ITEMS) return;
      const message = `The pages could have more than ${MAX_ITEMS} items: select less in one document`;
      context.reportError(queryLimit(message, operation));
    },
  };
}

/** @param below the number of items below one item of the field */
function weighField(field: FieldNode, below: number): number {
  const defaultFirst = pages.get(field.name.value);
  if (defaultFirst !== undefined) return firstOf(field, defaultFirst) * (1 + below);
  if (field.name.value === '_entities') return ENTITIES * below;
  const nodeIds = argumentOf(field, 'nodeIds');
  if (nodeIds) return (nodeIds.kind === Kind.LIST ? nodeIds.values.length : MAX_CUSTOMERS) * below;
  return field.name.value === 'results' ? MAX_CUSTOMERS * below : below;
}

/** The maximum number of items of a page; a variable counts as the maximum. */
function firstOf(field: FieldNode, defaultFirst: number): number {
  const value = argumentOf(field, 'first');
  if (value?.kind === Kind.NULL) return defaultFirst;
  if (value?.kind === Kind.INT) return Math.min(Number(value.value), MAX_FIRST);
  return value ? MAX_FIRST : defaultFirst;
}

export function argumentOf({ arguments: given = [] }: FieldNode, name: string): ValueNode | undefined {
  return given.find((argument) => argument.name.value === name)?.value;
}
