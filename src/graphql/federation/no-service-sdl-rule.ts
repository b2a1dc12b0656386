/** Refuses _service where introspection is off. */

import { GraphQLError, type ASTVisitor, type ValidationContext } from 'graphql';

/** Refuses `_service`, which answers the whole schema, where clients may not ask for it. */
export function hideService(context: ValidationContext): ASTVisitor {
  return {
    Field(node) {
      if (node.name.value !== '_service') return;
      const message = 'INTROSPECTION is off, so _service is not available: compose from schema.graphql';
      context.reportError(new GraphQLError(message, { nodes: node }));
    },
  };
}
