/** Remembers parsed documents by their weight. */

import type { ApolloServerOptions, BaseContext } from '@apollo/server';
import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

type DocumentStore = NonNullable<ApolloServerOptions<BaseContext>['documentStore']>;

/** Some six hundred documents of 500 characters. */
const MAX_BYTES = 32 * 1024 * 1024;
/** A heavier document is parsed each time, because it would evict an eighth of the others. */
const MAX_DOCUMENT_BYTES = MAX_BYTES / 8;
/** Measured on documents of every kind: nodes and tokens weigh 50 to 90 bytes for each character, comments included. */
const BYTES_PER_CHARACTER = 100;

/** Remembers parsed documents by their weight; Apollo's own store does not count the tokens, comments among them. */
export function documentStore(): DocumentStore {
  const documents = new LRUCache<string, DocumentNode>({
    maxSize: MAX_BYTES,
    maxEntrySize: MAX_DOCUMENT_BYTES,
    sizeCalculation: bytesOfDocument,
  });
  return {
    get: (key) => Promise.resolve(documents.get(key)),
    set: (key, document) => {
      documents.set(key, document);
      return Promise.resolve();
    },
    delete: (key) => Promise.resolve(documents.delete(key)),
  };
}

/** The heap size of a parsed document, by the length of its text. */
export function bytesOfDocument({ loc }: DocumentNode): number {
  return BYTES_PER_CHARACTER * (loc?.source.body.length ?? 0) + 1;
}

/** Whether a document is worth remembering, and so worth compiling. */
export function isRemembered(document: DocumentNode): boolean {
  return bytesOfDocument(document) <= MAX_DOCUMENT_BYTES;
}
