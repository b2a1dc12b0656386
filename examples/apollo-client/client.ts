import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { ServerError } from '@apollo/client/errors';
import { SetContextLink } from '@apollo/client/link/context';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { RetryLink } from '@apollo/client/link/retry';
import { createHash } from 'node:crypto';
import possibleTypes from './generated/possible-types.js';

export interface ClientOptions {
  readonly url: string;
  /** The Authorization header of the next call, renewed before the token runs out. */
  readonly authorization: () => string | Promise<string>;
  /** Whether to send the hashes of documents: the gateway needs PERSISTED_QUERIES=automatic, or a manifest of them. */
  readonly persistedQueries?: boolean;
  readonly fetch?: typeof fetch;
}

/** How often an operation that got no answer is sent, with the same variables and so with the same key. */
const ATTEMPTS = 5;
const FIRST_WAIT_MS = 300;

/**
 * Apollo Client as the gateway wants it. With `possibleTypes` the cache knows which payloads are a BulkOutcome and
 * which types CustomerResult has: without them, what a fragment selects of them is missing when it is read again.
 * What a call rejects with is never an expected failure, for those are data.
 */
export function createClient(options: ClientOptions): ApolloClient {
  const { url, authorization, persistedQueries = false } = options;
  return new ApolloClient({
    cache: new InMemoryCache(possibleTypes),
    link: ApolloLink.from([
      new RetryLink({ delay: { initial: FIRST_WAIT_MS }, attempts: { max: ATTEMPTS, retryIf: mayPass } }),
      new SetContextLink(async () => ({ headers: { authorization: await authorization() } })),
      ...(persistedQueries ? [new PersistedQueryLink({ sha256 })] : []),
      new HttpLink({ uri: url, ...(options.fetch && { fetch: options.fetch }) }),
    ]),
  });
}

/** No answer at all, too many calls, or a gateway in trouble. What GraphQL answered stays as it is. */
function mayPass(error: unknown): boolean {
  if (!ServerError.is(error)) return error instanceof TypeError;
  return error.statusCode === 429 || error.statusCode >= 500;
}

function sha256(document: string): string {
  return createHash('sha256').update(document).digest('hex');
}
