/** Counts the fields of an operation that may be compiled. */

import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isListType,
  isNonNullType,
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** A full answer of every mutation, with all its types, comes to some 100 fields; compiling 250 takes some 10 ms. */
const MAX_COMPILED_FIELDS = 250;

const TYPENAME = '__typename';

/** Ends a recursive walk early. */
class NotCompilable extends Error {}

/**
 * Counts the fields that an operation comes to when it is compiled: with fragments at each place where they are
 * spread, and for every type that a union or interface may turn out to be.
 * @returns null for an operation that is left to graphql-js, because graphql-jit may answer it otherwise, or
 * because compiling it takes too long
 */
export function compiledSize(
  schema: GraphQLSchema,
  { definitions }: DocumentNode,
  operation: OperationDefinitionNode,
): number | null {
  const root = schema.getRootType(operation.operation);
  if (!root || operation.directives?.length) return null;
  const counter = new FieldCounter(schema, fragmentsOf(definitions));
  try {
    counter.countSelections(operation.selectionSet, { type: root, isRoot: true, isNullable: true });
  } catch (error) {
    if (error instanceof NotCompilable) return null;
    throw error;
  }
  const { rootFields, fields } = counter;
  if (rootFields.length === 1) return fields;
  // Mutations run one after the other, and an error in a non-null root field would discard the results of the others.
  const areIndependent =
    operation.operation === OperationTypeNode.QUERY && rootFields.every(({ type }) => !isNonNullType(type));
  return areIndependent ? fields : null;
}

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

function fragmentsOf(definitions: DocumentNode['definitions']): Fragments {
  const fragments = definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  return new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
}

/** An object of the answer. */
interface Parent {
  readonly type: GraphQLCompositeType;
  readonly isRoot: boolean;
  /** Whether an error within the object makes null of it, and of nothing above. */
  readonly isNullable: boolean;
}

class FieldCounter {
  fields = 0;
  readonly rootFields: GraphQLField<unknown, unknown>[] = [];

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly fragments: Fragments,
  ) {}

  /** @throws NotCompilable */
  countSelections(set: SelectionSetNode, parent: Parent): void {
    for (const selection of set.selections) this.#count(selection, parent);
  }

  #count(selection: SelectionNode, parent: Parent): void {
    this.fields += 1;
    if (this.fields > MAX_COMPILED_FIELDS) throw new NotCompilable();
    // graphql-jit keeps one condition for a field however often its fragment is spread.
    if (selection.directives?.length) throw new NotCompilable();
    if (selection.kind === Kind.FIELD) this.#countField(selection, parent);
    else this.#countFragment(selection, parent);
  }

  #countFragment(selection: Exclude<SelectionNode, FieldNode>, parent: Parent): void {
    const fragment =
      selection.kind === Kind.FRAGMENT_SPREAD ? this.fragments.get(selection.name.value) : selection;
    if (!fragment || fragment.directives?.length) throw new NotCompilable();
    const type = fragment.typeCondition && this.schema.getType(fragment.typeCondition.name.value);
    this.countSelections(fragment.selectionSet, isCompositeType(type) ? { ...parent, type } : parent);
  }

  #countField(node: FieldNode, { type: parentType, isRoot, isNullable }: Parent): void {
    // graphql-jit joins the names of a path with underscores, and writes each as a key of an object literal.
    if (node.alias?.value.includes('_')) throw new NotCompilable();
    if (node.name.value === TYPENAME) return;
    const field = 'getFields' in parentType ? parentType.getFields()[node.name.value] : undefined;
    if (!field) throw new NotCompilable();
    if (isRoot) this.rootFields.push(field);
    // Otherwise two errors may race for the same null, and graphql-js reports the one that comes first.
    else if (field.resolve && (isNonNullType(field.type) || !isNullable)) throw new NotCompilable();
    const type = getNamedType(field.type);
    if (!node.selectionSet || !isCompositeType(type)) return;
    const variants = isAbstractType(type) ? this.schema.getPossibleTypes(type).length : 1;
    const child = { type, isRoot: false, isNullable: isNullableWithin(field.type) };
    for (let variant = 0; variant < variants; variant += 1) this.countSelections(node.selectionSet, child);
  }
}

/** Whether a value may be null; of a list, whether its items may. */
function isNullableWithin(type: GraphQLOutputType): boolean {
  const bare = getNullableType(type);
  return isListType(bare) ? isNullableWithin(bare.ofType) : !isNonNullType(type);
}
