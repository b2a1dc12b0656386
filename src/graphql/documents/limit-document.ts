/** Limits aliases, depth, directives and repetition of a document. */

import {
  Kind,
  OperationTypeNode,
  type ASTVisitor,
  type DefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';
import { queryLimit } from '../errors/query-limit.js';

/** A query may read as many customers as a mutation may name, each under an alias of its own. */
const MAX_ROOT_FIELDS = 100;
const MAX_MUTATIONS = 10;
const MAX_ALIASES = 100;
/** The query by which tools read the schema is as deep. */
const MAX_DEPTH = 15;
/** The fields as written, with those of fragments once. */
const MAX_FIELDS = 400;
const MAX_DIRECTIVES = 50;
/** graphql-js counts the lines up to each location of an error about a repeated name. */
const MAX_LINES = 5_000;
const MAX_VARIABLES = 200;
/** The maximum of one field or directive. */
const MAX_ARGUMENTS = 50;
/** The fields with every fragment at each of its spreads. */
const MAX_FIELDS_SPREAD = 10_000;

/** The size of a selection set with its fragments expanded. */
interface Size {
  /** Its own fields, without deeper ones. */
  readonly width: number;
  /** The depth of its fields. */
  readonly depth: number;
  /** Fields and spreads, deeper ones included. */
  readonly spread: number;
}

const NOTHING: Size = { width: 0, depth: 0, spread: 0 };
const BEYOND: Size = { ...NOTHING, spread: Infinity };

/**
 * Refuses a document that costs a lot to check or to answer, however little there is of it: the same field a
 * thousand times under other names, fragments that spread others twice over, fields without end within fields.
 * Its error names the first limit that it breaks, and no other rule gets to see it.
 */
export function limitDocument(context: ValidationContext): ASTVisitor {
  return {
    Document({ definitions, loc }) {
      const ruler = new Ruler(context);
      const lines = loc ? linesIn(loc.source.body) : 0;
      for (const definition of definitions) {
        const excess = tooMany(lines, MAX_LINES, 'lines') ?? excessOf(definition, ruler);
        if (excess === null) continue;
        context.reportError(queryLimit(`${excess}: select less in one document`, definition));
        // Deleting the node ends the visit, because checking a refused document further can take long.
        return null;
      }
      return undefined;
    },
  };
}

function excessOf(definition: DefinitionNode, ruler: Ruler): string | null {
  if (!('selectionSet' in definition)) return null;
  const { width, depth, spread } = ruler.measure(definition.selectionSet);
  return (
    excessAtRoot(definition, width) ??
    tooMany(ruler.mostArguments, MAX_ARGUMENTS, 'arguments in one place') ??
    tooMany(depth, MAX_DEPTH, 'levels of fields') ??
    tooMany(ruler.aliases, MAX_ALIASES, 'aliases') ??
    tooMany(ruler.directives, MAX_DIRECTIVES, 'directives') ??
    tooMany(ruler.fields, MAX_FIELDS, 'fields') ??
    tooMany(spread, MAX_FIELDS_SPREAD, 'fields')
  );
}

function excessAtRoot(definition: DefinitionNode, width: number): string | null {
  if (definition.kind !== Kind.OPERATION_DEFINITION) return null;
  const variables = definition.variableDefinitions?.length ?? 0;
  if (variables > MAX_VARIABLES) return tooMany(variables, MAX_VARIABLES, 'variables');
  return definition.operation === OperationTypeNode.MUTATION
    ? tooMany(width, MAX_MUTATIONS, 'mutations')
    : tooMany(width, MAX_ROOT_FIELDS, 'fields at the root');
}

/** A count above every limit. */
function linesIn(text: string): number {
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0 && lines <= MAX_LINES; at = text.indexOf('\n', at + 1))
    lines += 1;
  return lines + (text.includes('\r') ? text.split('\r', MAX_LINES + 1).length - 1 : 0);
}

function tooMany(count: number, most: number, what: string): string | null {
  return count > most ? `The document has more than ${most} ${what}` : null;
}

/** Measures each selection set once, so that the time it takes does not depend on how often fragments are spread. */
class Ruler {
  /** The totals of everything measured so far, as written. */
  fields = 0;
  aliases = 0;
  directives = 0;
  /** The maximum found in one field or directive. */
  mostArguments = 0;
  readonly #sizes = new Map<SelectionSetNode, Size>();

  constructor(private readonly context: ValidationContext) {}

  measure(set: SelectionSetNode, level = 0): Size {
    const known = this.#sizes.get(set);
    if (known) return known;
    // Below this depth there are too many fields in any case, possibly without end.
    if (level > MAX_FIELDS) return BEYOND;
    // Another rule refuses a fragment within itself; here it counts nothing.
    this.#sizes.set(set, NOTHING);
    const size = set.selections.map((selection) => this.#sizeOf(selection, level)).reduce(together, NOTHING);
    this.#sizes.set(set, size);
    return size;
  }

  #sizeOf(selection: SelectionNode, level: number): Size {
    this.fields += 1;
    this.directives += selection.directives?.length ?? 0;
    const places = [...(selection.directives ?? []), ...(selection.kind === Kind.FIELD ? [selection] : [])];
    for (const { arguments: given = [] } of places) {
      this.mostArguments = Math.max(this.mostArguments, given.length);
    }
    const set = this.#setOf(selection);
    const { width, depth, spread } = set ? this.measure(set, level + 1) : NOTHING;
    if (selection.kind !== Kind.FIELD) return { width, depth, spread: spread + 1 };
    if (selection.alias) this.aliases += 1;
    return { width: 1, depth: depth + 1, spread: spread + 1 };
  }

  #setOf(selection: SelectionNode): SelectionSetNode | undefined {
    if (selection.kind !== Kind.FRAGMENT_SPREAD) return selection.selectionSet;
    return this.context.getFragment(selection.name.value)?.selectionSet;
  }
}

function together(one: Size, other: Size): Size {
  return {
    width: one.width + other.width,
    depth: Math.max(one.depth, other.depth),
    spread: one.spread + other.spread,
  };
}
