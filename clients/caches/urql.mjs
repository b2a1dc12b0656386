// urql with Graphcache, with its keys as docs/caching.md configures them.
import { Client, stringifyDocument, subscriptionExchange } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import { filter, fromPromise, mergeMap, pipe, subscribe as follow } from 'wonka';
import { cacheConfig } from '../../examples/caching/generated/graphcache.mjs';
import { CHANGED, CUSTOMER, EARN, input, report, send, subscribe } from './transport.mjs';

/** Sends queries and mutations, and makes urql's results of the answers. */
const sendExchange = () => (operations) =>
  pipe(
    operations,
    filter(({ kind }) => kind === 'query' || kind === 'mutation'),
    mergeMap((operation) =>
      fromPromise(
        send(stringifyDocument(operation.query), operation.variables).then(({ data, errors }) => ({
          operation,
          data,
          error: errors && new Error(JSON.stringify(errors)),
          stale: false,
          hasNext: false,
        })),
      ),
    ),
  );
const client = new Client({
  url: 'unused',
  preferGetMethod: false,
  exchanges: [
    cacheExchange(cacheConfig),
    subscriptionExchange({
      forwardSubscription: ({ query, variables }) => ({
        subscribe: (sink) => ({ unsubscribe: subscribe(query, variables, sink) }),
      }),
    }),
    sendExchange,
  ],
});

pipe(
  client.query(CUSTOMER, { first: null }),
  follow(({ data, error }) => report('customer', data?.loyaltyCustomer ?? String(error))),
);
pipe(
  client.subscription(CHANGED, {}),
  follow(() => report('event')),
);

process.stdin.once('data', async () => {
  const earn = () => client.mutation(EARN, { input }).toPromise();
  const first = await earn();
  const again = await earn();
  report('earned', first.data.earnPromotion);
  report('again', again.data.earnPromotion);
});
