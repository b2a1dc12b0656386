/** Cuts the lists in variables to one item more than they may have. */

import {
  getNamedType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLInputObjectType,
  type GraphQLInputType,
} from 'graphql';
import { cutList, MAX_CUSTOMERS, MAX_EARNINGS } from '../../domain/bulk-request.js';
import { MAX_REPRESENTATIONS } from '../federation/representation.js';

/** The maximum length of a list in an input. */
export const MAX_ITEMS = Math.max(MAX_CUSTOMERS, MAX_EARNINGS);

/** A value of which each list is cut after the first item that is too many; `onCut` is called for every such list. */
type Cut = (value: unknown, onCut: () => void) => unknown;

/**
 * Cuts the lists in values of a type to one item more than they may have: that is enough to refuse a list by its
 * length, and nothing else in it is read.
 * @returns null where a value of the type holds no list
 */
export function listCutter(type: GraphQLInputType): Cut | null {
  if (isNonNullType(type)) return listCutter(type.ofType);
  if (isListType(type)) return cutItemsToo(listCutter(type.ofType), mostOf(type.ofType));
  if (!isInputObjectType(type) || !holdsLists(type)) return null;
  // An object may hold others of its own type: its fields are only looked at when a value comes.
  let cutters: readonly (readonly [string, Cut])[] | undefined;
  return (value, onCut) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    cutters ??= fieldCutters(type);
    let whole = value as Readonly<Record<string, unknown>>;
    for (const [name, cut] of cutters) {
      const given = whole[name];
      const kept = cut(given, onCut);
      if (kept !== given) whole = { ...whole, [name]: kept };
    }
    return whole;
  };
}

function fieldCutters(type: GraphQLInputObjectType): (readonly [string, Cut])[] {
  return Object.values(type.getFields()).flatMap(({ name, type: fieldType }) => {
    const cut = listCutter(fieldType);
    return cut ? [[name, cut] as const] : [];
  });
}

/** The maximum length of a list of a type: of representations, which are of the scalar _Any, it may have more. */
function mostOf(itemType: GraphQLInputType): number {
  return getNamedType(itemType).name === '_Any' ? MAX_REPRESENTATIONS : MAX_ITEMS;
}

function cutItemsToo(cutItem: Cut | null, most: number): Cut {
  return (value, onCut) => {
    if (!Array.isArray(value)) return cutItem ? cutItem(value, onCut) : value;
    const items = value as readonly unknown[];
    if (items.length > most) onCut();
    const kept = cutList(items, most);
    return cutItem ? mapUnlessSame(kept, (item) => cutItem(item, onCut)) : kept;
  };
}

/** @returns the list itself where no item changes */
function mapUnlessSame(items: readonly unknown[], cut: (item: unknown) => unknown): readonly unknown[] {
  const cutOnes = items.map(cut);
  return cutOnes.some((item, i) => item !== items[i]) ? cutOnes : items;
}

function holdsLists(type: GraphQLInputObjectType, seen = new Set<GraphQLInputObjectType>()): boolean {
  if (seen.has(type)) return false;
  seen.add(type);
  return Object.values(type.getFields()).some(({ type: fieldType }) => {
    const nullable = isNonNullType(fieldType) ? fieldType.ofType : fieldType;
    return isListType(nullable) || (isInputObjectType(nullable) && holdsLists(nullable, seen));
  });
}
