/** Finds documents by their ids, and refuses others where only trusted ones are allowed. */

import type { ApolloServerOptions, ApolloServerPlugin } from '@apollo/server';
import type { FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { Problem } from '../../http/problem.js';
import type { Scope } from '../../request/scope.js';
import type { TrustedDocuments } from './trusted-documents.js';

/** The bound of registered documents in characters: some thousand of the usual length. */
const MAX_CHARACTERS = 4 * 1024 * 1024;

/** Apollo's prefix of a document's id. */
const APOLLO_PREFIX = 'apq:';

/** The options of documents by ids. */
export interface DocumentRules {
  /** Whether clients may register documents, to send their hashes from then on. */
  readonly automatic: boolean;
  /** The trusted documents; null without any. */
  readonly trusted: TrustedDocuments | null;
  /** Whether anything but a trusted document is refused. */
  readonly trustedOnly: boolean;
}

/** Apollo's option for documents by ids; false without any. */
export function persistedQueries(
  rules: DocumentRules,
): NonNullable<ApolloServerOptions<Scope>['persistedQueries']> {
  const { automatic, trusted } = rules;
  if (!automatic && !trusted) return false;
  const registered = new LRUCache<string, string>({
    maxSize: MAX_CHARACTERS,
    sizeCalculation: (document) => document.length,
  });
  return {
    ttl: null,
    cache: {
      get: (key) => Promise.resolve(trusted?.get(key.slice(APOLLO_PREFIX.length)) ?? registered.get(key)),
      set: (key, document) => {
        if (automatic) registered.set(key, document);
        return Promise.resolve();
      },
      delete: (key) => Promise.resolve(registered.delete(key)),
    },
  };
}

/** Refuses a hash that is not a text, which Apollo would fail to convert. */
export const readHashes: ApolloServerPlugin<Scope> = {
  requestDidStart({ request: { extensions } }) {
    const persistedQuery: unknown = extensions?.persistedQuery;
    if (typeof persistedQuery === 'object' && persistedQuery !== null) {
      const { sha256Hash } = persistedQuery as { sha256Hash?: unknown };
      if (typeof sha256Hash !== 'string') Object.assign(persistedQuery, { sha256Hash: '' });
    }
    return Promise.resolve();
  },
};

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
