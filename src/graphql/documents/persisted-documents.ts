/** Finds documents by their ids, and refuses others where only trusted ones are allowed. */

import type { ApolloServerOptions, ApolloServerPlugin, HTTPGraphQLRequest } from '@apollo/server';
import type { FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { Problem } from '../../http/problem.js';
import type { Scope } from '../../request/scope.js';
import { documentKey, documentKeyIn, type Parameters } from './document-id.js';
import type { TrustedDocuments } from './trusted-documents.js';

/** The bound of registered documents in characters: some thousand of the usual length. */
const MAX_CHARACTERS = 4 * 1024 * 1024;

/** Apollo's prefix of a document's id. */
const APOLLO_PREFIX = 'apq:';

/** The documents that clients registered, by their hashes. */
export type RegisteredDocuments = Pick<LRUCache<string, string>, 'get' | 'set' | 'delete'>;

export function registeredDocuments(): RegisteredDocuments {
  return new LRUCache<string, string>({
    maxSize: MAX_CHARACTERS,
    sizeCalculation: (document) => document.length,
  });
}

/** The options of documents by ids, which both paths share. */
export interface DocumentRules {
  /** The documents that clients registered, to send their hashes from then on; null where they may not. */
  readonly registered: RegisteredDocuments | null;
  /** The trusted documents; null without any. */
  readonly trusted: TrustedDocuments | null;
  /** Whether anything but a trusted document is refused. */
  readonly trustedOnly: boolean;
}

/** The text that an id stands for. */
export function documentOf(
  id: string,
  { registered, trusted }: Pick<DocumentRules, 'registered' | 'trusted'>,
): string | undefined {
  const key = documentKey(id);
  return trusted?.get(key) ?? registered?.get(key);
}

/** Whether an id can stand for a document. */
export function takesDocumentIds({ registered, trusted }: DocumentRules): boolean {
  return registered !== null || trusted !== null;
}

/** Apollo's option for documents by ids; false without any. */
export function persistedQueries(
  rules: DocumentRules,
): NonNullable<ApolloServerOptions<Scope>['persistedQueries']> {
  const { registered } = rules;
  if (!takesDocumentIds(rules)) return false;
  const idIn = (key: string) => key.slice(APOLLO_PREFIX.length);
  return {
    ttl: null,
    cache: {
      get: (key) => Promise.resolve(documentOf(idIn(key), rules)),
      set: (key, document) => {
        registered?.set(idIn(key), document);
        return Promise.resolve();
      },
      delete: (key) => Promise.resolve(registered?.delete(idIn(key))),
    },
  };
}

/**
 * Reads the id of a document in every form as Apollo's own form. A hash that is not a text becomes empty, because Apollo
 * would fail to convert it.
 */
export function readDocumentIds(rules: DocumentRules): ApolloServerPlugin<Scope> {
  const takesIds = takesDocumentIds(rules);
  return {
    requestDidStart({ request }) {
      const { extensions, query, http } = request;
      const persistedQuery: unknown = extensions?.persistedQuery;
      if (typeof persistedQuery === 'object' && persistedQuery !== null) {
        const { sha256Hash } = persistedQuery as { sha256Hash?: unknown };
        if (typeof sha256Hash !== 'string') Object.assign(persistedQuery, { sha256Hash: '' });
        return Promise.resolve();
      }
      const key = http && documentKeyIn(parametersOf(http));
      const isText = (query ?? '') !== '';
      if (key === undefined || (isText && !takesIds)) return Promise.resolve();
      if (!isText) delete request.query;
      request.extensions = { ...extensions, persistedQuery: { version: 1, sha256Hash: key ?? '' } };
      return Promise.resolve();
    },
  };
}

function parametersOf({ method, search, body }: HTTPGraphQLRequest): Parameters {
  if (method === 'GET') return Object.fromEntries(new URLSearchParams(search));
  return typeof body === 'object' && body !== null ? (body as Parameters) : {};
}

/**
 * Refuses a request that sends a document where only ids are taken, before anything reads the document.
 * @throws Problem 400
 */
export function requireDocumentId({ body, query }: Pick<FastifyRequest, 'body' | 'query'>): void {
  if (documentIn(body) === undefined && documentIn(query) === undefined) return;
  throw new Problem(
    400,
    'PERSISTED_QUERY_ID_REQUIRED',
    'The gateway accepts only trusted documents: send the id of one, and no query',
  );
}

function documentIn(parameters: unknown): unknown {
  if (typeof parameters !== 'object' || parameters === null || !('query' in parameters)) return undefined;
  return parameters.query ?? undefined;
}
