/** Refuses conditions that are null before an operation is executed. */

import {
  GraphQLError,
  Kind,
  visit,
  type ASTNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type ValueNode,
} from 'graphql';
import type { Variables } from '../variables/coerce-variables.js';

/** Refuses variables that make a condition null. @returns null for others */
export type ConditionCheck = (variables: Variables) => GraphQLError | null;

/**
 * Finds the conditions that may be null: those whose variable is nullable and has a default. graphql-js refuses one only
 * when it reaches the field, and below a mutation the mutation has been executed by then.
 */
export function conditionCheck(document: DocumentNode, operation: OperationDefinitionNode): ConditionCheck {
  const nullable = new Set<string>();
  for (const { variable, type } of operation.variableDefinitions ?? []) {
    if (type.kind !== Kind.NON_NULL_TYPE) nullable.add(variable.name.value);
  }
  if (nullable.size === 0) return () => null;
  const conditions = conditionsIn(document, operation).filter(({ name }) => nullable.has(name));
  return (variables) => {
    const refused = conditions.find(({ name }) => variables[name] === null);
    if (!refused) return null;
    return new GraphQLError('Argument "if" of non-null type "Boolean!" must not be null.', {
      nodes: refused.value,
    });
  };
}

interface Condition {
  /** The name of its variable. */
  readonly name: string;
  readonly value: ValueNode;
}

/** The conditions with a variable in an operation and in the fragments that it spreads. */
function conditionsIn(document: DocumentNode, operation: OperationDefinitionNode): Condition[] {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const conditions: Condition[] = [];
  const waiting: ASTNode[] = [operation];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    visit(next, {
      Directive({ arguments: given = [] }) {
        for (const { value } of given) {
          if (value.kind === Kind.VARIABLE) conditions.push({ name: value.name.value, value });
        }
      },
      FragmentSpread({ name }) {
        const fragment = fragments.get(name.value);
        // Each fragment is searched once, however often it is spread.
        fragments.delete(name.value);
        if (fragment) waiting.push(fragment);
      },
    });
  }
  return conditions;
}
