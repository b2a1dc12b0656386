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
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { documentKey, documentKeyIn } from '../documents/document-id.js';
import { documentRules, MAX_TOKENS } from '../documents/document-limits.js';
import { MAX_ERRORS } from '../errors/limit-errors.js';
import { documentOf, takesDocumentIds, type DocumentRules } from '../documents/persisted-documents.js';

/** The id of a document, as GraphQL over HTTP and Relay send it. */
export interface DocumentIds {
  readonly documentId?: unknown;
  readonly doc_id?: unknown;
  readonly id?: unknown;
}

/** A client's request, from any transport. */
export interface SubscriptionRequest extends DocumentIds {
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

const persistedQuerySchema = z.object({ sha256Hash: z.string() });

/**
 * The document of a subscription, within the same limits as every other.
 * @throws GraphQLError, or several in a list, with the codes that Apollo gives them
 */
export function readSubscriptionDocument(
  request: SubscriptionRequest,
  { schema, introspection, documents }: SubscriptionDocumentOptions,
): DocumentNode | readonly GraphQLError[] {
  const { query, operationName } = request;
  const id = idIn(request, documents);
  const text = textToRun(query, id, documents);
  if (text instanceof GraphQLError) return [text];
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
  if (operation.operation !== OperationTypeNode.SUBSCRIPTION) {
    const where = `send a ${operation.operation} to /graphql`;
    return [refusal('BAD_REQUEST', `This path accepts only subscriptions: ${where}`)];
  }
  // Only a valid document is registered, as at /graphql.
  if (id && query !== '') documents.registered?.set(documentKey(id), query);
  return document;
}

/** Undefined without an id, null for one that is not a text. */
function idIn(request: SubscriptionRequest, rules: DocumentRules): string | null | undefined {
  const { persistedQuery = null } = request.extensions ?? {};
  if (persistedQuery !== null) {
    const { data } = persistedQuerySchema.safeParse(persistedQuery);
    return data?.sha256Hash ?? null;
  }
  return request.query === '' || takesDocumentIds(rules) ? documentKeyIn({ ...request }) : undefined;
}

/** The text that a text or an id stands for, or why there is none: the rules and codes of `/graphql`. */
function textToRun(
  query: string,
  id: string | null | undefined,
  rules: DocumentRules,
): string | GraphQLError {
  const { trusted, trustedOnly } = rules;
  if (id === undefined) {
    if (query === '') return refusal('BAD_REQUEST', 'A query is needed, or the id of a persisted one');
    // Client libraries for subscriptions always send the text.
    const isTaken = !trustedOnly || [...(trusted?.values() ?? [])].includes(query);
    return isTaken ? query : idRequired();
  }
  if (query !== '') {
    if (trustedOnly) return idRequired();
    return id !== null && documentKey(id) === sha256(query)
      ? query
      : refusal('BAD_REQUEST', 'The query is not the one of its id');
  }
  const known = id === null ? undefined : documentOf(id, rules);
  if (known !== undefined) return known;
  return takesDocumentIds(rules)
    ? refusal('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound')
    : refusal('PERSISTED_QUERY_NOT_SUPPORTED', 'PersistedQueryNotSupported');
}

function idRequired(): GraphQLError {
  return refusal(
    'PERSISTED_QUERY_ID_REQUIRED',
    'The gateway accepts only trusted documents: send the id of one and no query, or its query and no id',
  );
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function parseWithin(text: string): DocumentNode | GraphQLError {
  try {
    return parse(text, { maxTokens: MAX_TOKENS });
  } catch (error) {
    if (error instanceof GraphQLError) return coded(error, 'GRAPHQL_PARSE_FAILED');
    return refusal('GRAPHQL_PARSE_FAILED', 'The document is not valid GraphQL');
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
