/** Reads the document of a subscription. */

import {
  getOperationAST,
  GraphQLError,
  NoSchemaIntrospectionCustomRule,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';
import { z } from 'zod';
import { documentRules, MAX_ERRORS, MAX_TOKENS } from '../documents/document-limits.js';
import type { DocumentRules } from '../documents/persisted-documents.js';

/** What a client asks for, whichever transport brought it. */
export interface SubscriptionRequest {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | null | undefined;
}

export interface SubscriptionDocumentOptions {
  readonly schema: GraphQLSchema;
  readonly introspection: boolean;
  readonly documents: DocumentRules;
}

const persistedQuery = z.object({ persistedQuery: z.object({ sha256Hash: z.string() }) });

/**
 * The document of a subscription, within the same limits as every other.
 * @throws GraphQLError, or several in a list, with the codes that Apollo gives them
 */
export function readSubscriptionDocument(
  { query, operationName, extensions }: SubscriptionRequest,
  { schema, introspection, documents }: SubscriptionDocumentOptions,
): DocumentNode | readonly GraphQLError[] {
  const text = trustedText(query, extensions, documents);
  if (text === null) return [refusal('PERSISTED_QUERY_ID_REQUIRED', 'Only trusted documents are taken')];
  const document = parseWithin(text);
  if (document instanceof GraphQLError) return [document];
  const rules = [
    ...documentRules,
    ...specifiedRules,
    ...(introspection ? [] : [NoSchemaIntrospectionCustomRule]),
  ];
  const mistakes = validate(schema, document, rules, {
    maxErrors: MAX_ERRORS,
    hideSuggestions: !introspection,
  });
  if (mistakes.length > 0) return mistakes.map((error) => coded(error, 'GRAPHQL_VALIDATION_FAILED'));
  const operation = getOperationAST(document, operationName);
  if (!operation) return [refusal('OPERATION_RESOLUTION_FAILURE', 'The document has no such operation')];
  if (operation.operation === OperationTypeNode.SUBSCRIPTION) return document;
  return [
    refusal('BAD_REQUEST', `Only subscriptions are taken here: send a ${operation.operation} to /graphql`),
  ];
}

/** The text to go by; null for one that may not be used. A trusted one may be sent as it is, or by its id alone. */
function trustedText(
  query: string,
  extensions: SubscriptionRequest['extensions'],
  { trusted, trustedOnly }: DocumentRules,
): string | null {
  const { data } = persistedQuery.safeParse(extensions);
  const known = data && trusted?.get(data.persistedQuery.sha256Hash);
  if (known !== undefined) return known;
  return trustedOnly && ![...(trusted?.values() ?? [])].includes(query) ? null : query;
}

function parseWithin(text: string): DocumentNode | GraphQLError {
  try {
    return parse(text, { maxTokens: MAX_TOKENS });
  } catch (error) {
    if (error instanceof GraphQLError) return coded(error, 'GRAPHQL_PARSE_FAILED');
    return refusal('GRAPHQL_PARSE_FAILED', 'The document cannot be read');
  }
}

/** The error with a code, by which it counts as the document's and not as ours; wrapped as Apollo does. */
function coded(originalError: GraphQLError, code: string): GraphQLError {
  const { message, nodes = null, source = null, positions = null } = originalError;
  return new GraphQLError(message, { nodes, source, positions, originalError, extensions: { code } });
}

function refusal(code: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}
