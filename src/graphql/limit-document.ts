import {
  Kind,
  type ASTVisitor,
  type DefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';
import { queryLimit } from './query-limit.js';

/** How much a selection set comes to, with its fragments spread out. */
interface Size {
  /** Fields in it, deeper ones not counted. */
  readonly fields: number;
  /** Fields within fields. */
  readonly depth: number;
  /** Fields and spreads, deeper ones counted. */
  readonly selections: number;
  readonly aliases: number;
  readonly directives: number;
}

/** Some twice what an app asks for; the query by which tools read the schema is 15 deep and has 240 selections. */
const MAX_ROOT_FIELDS = 10;
const MAX_DEPTH = 15;
const MAX_SELECTIONS = 500;
const MAX_ALIASES = 50;
const MAX_DIRECTIVES = 50;

const NOTHING: Size = { fields: 0, depth: 0, selections: 0, aliases: 0, directives: 0 };
const BEYOND: Size = { ...NOTHING, selections: Infinity };

/**
 * Refuses a document that costs a lot to check or to answer, however little there is of it: the same field a
 * thousand times under other names, fragments that spread others twice over, fields without end within fields.
 * It is told of the first limit that it breaks, and no other rule gets to see it.
 */
export function limitDocument(context: ValidationContext): ASTVisitor {
  return {
    Document({ definitions }) {
      const { measure, written } = sizesIn(context);
      for (const definition of definitions) {
        const excess = excessOf(definition, measure) ?? tooMany(written(), MAX_SELECTIONS, 'fields');
        if (excess === null) continue;
        context.reportError(queryLimit(`${excess}: ask for less in one document`, definition));
        // A node that is gone is not visited any further: checking what is refused already can take long.
        return null;
      }
      return undefined;
    },
  };
}

function excessOf(definition: DefinitionNode, measure: (set: SelectionSetNode) => Size): string | null {
  if (!('selectionSet' in definition)) return null;
  const { fields, depth, selections, aliases, directives } = measure(definition.selectionSet);
  const isOperation = definition.kind === Kind.OPERATION_DEFINITION;
  return (
    tooMany(isOperation ? fields : 0, MAX_ROOT_FIELDS, 'fields at the root') ??
    tooMany(depth, MAX_DEPTH, 'fields within each other') ??
    tooMany(aliases, MAX_ALIASES, 'aliases') ??
    tooMany(directives, MAX_DIRECTIVES, 'directives') ??
    tooMany(selections, MAX_SELECTIONS, 'fields')
  );
}

function tooMany(count: number, most: number, what: string): string | null {
  return count > most ? `There are more than ${most} ${what}` : null;
}

/** Measures each selection set once, so that the time it takes does not depend on how often fragments are spread. */
function sizesIn(context: ValidationContext) {
  const sizes = new Map<SelectionSetNode, Size>();
  let written = 0;

  function measure(set: SelectionSetNode, level = 0): Size {
    const known = sizes.get(set);
    if (known) return known;
    // Deeper down there are too many selections in any case, and may be no end.
    if (level > MAX_SELECTIONS) return BEYOND;
    // A fragment within itself is refused by another rule: here it is nothing.
    sizes.set(set, NOTHING);
    written += set.selections.length;
    const size = set.selections.map((selection) => sizeOf(selection, level)).reduce(together, NOTHING);
    sizes.set(set, size);
    return size;
  }

  function sizeOf(selection: SelectionNode, level: number): Size {
    const set = setOf(selection, context);
    const below = set ? measure(set, level + 1) : NOTHING;
    const isField = selection.kind === Kind.FIELD;
    return {
      fields: isField ? 1 : below.fields,
      depth: below.depth + (isField ? 1 : 0),
      selections: below.selections + 1,
      aliases: below.aliases + (isField && selection.alias ? 1 : 0),
      directives: below.directives + (selection.directives?.length ?? 0),
    };
  }

  /** How many fields and spreads stand in what was measured, however often it is spread. */
  return { measure, written: () => written };
}

function setOf(selection: SelectionNode, context: ValidationContext): SelectionSetNode | undefined {
  if (selection.kind !== Kind.FRAGMENT_SPREAD) return selection.selectionSet;
  return context.getFragment(selection.name.value)?.selectionSet;
}

function together(one: Size, other: Size): Size {
  return {
    fields: one.fields + other.fields,
    depth: Math.max(one.depth, other.depth),
    selections: one.selections + other.selections,
    aliases: one.aliases + other.aliases,
    directives: one.directives + other.directives,
  };
}
