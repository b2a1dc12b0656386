/** Whether a document selects a field. */

import { Kind, type GraphQLResolveInfo, type SelectionNode, type SelectionSetNode } from 'graphql';

/** Whether a document selects this path below a field, fragments included. */
export function isSelected({ fieldNodes, fragments }: GraphQLResolveInfo, path: readonly string[]): boolean {
  const selects = (
    selectionSet: SelectionSetNode | undefined,
    [name, ...rest]: readonly string[],
  ): boolean => {
    if (name === undefined) return true;
    const leadsOn = (selection: SelectionNode): boolean => {
      switch (selection.kind) {
        case Kind.FIELD:
          return selection.name.value === name && selects(selection.selectionSet, rest);
        case Kind.INLINE_FRAGMENT:
          return selects(selection.selectionSet, [name, ...rest]);
        case Kind.FRAGMENT_SPREAD:
          return selects(fragments[selection.name.value]?.selectionSet, [name, ...rest]);
      }
    };
    return selectionSet?.selections.some(leadsOn) ?? false;
  };
  return fieldNodes.some(({ selectionSet }) => selects(selectionSet, path));
}
