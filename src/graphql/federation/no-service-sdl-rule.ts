/** Refuses _service where introspection is off. */

import { GraphQLError, type ASTVisitor, type ValidationContext } from 'graphql';

/** Refuses `_service`, which tells the whole schema, where clients may not ask for it. */
export function hideService(context: ValidationContext): ASTVisitor {
  return {
    Field(node) {
      if (node.name.value !== '_service') return;
      const message = 'The schema is not told here, as INTROSPECTION is off: _service is not allowed';
      context.reportError(new GraphQLError(message, { nodes: node }));
    },
  };
}
