// Apollo Client, with its cache as docs/caching.md configures it.
import { ApolloClient, ApolloLink, gql, InMemoryCache, Observable } from '@apollo/client/core';
import { print } from 'graphql';
import { cacheOptions } from '../../examples/caching/generated/apollo-cache.mjs';
import { CHANGED, CUSTOMER, EARN, input, report, send, subscribe } from './transport.mjs';

const link = new ApolloLink(
  ({ query, variables, operationType }) =>
    new Observable((sink) => {
      const text = print(query);
      if (operationType === 'subscription') return subscribe(text, variables, sink);
      send(text, variables).then((answer) => {
        sink.next(answer);
        sink.complete();
      }, sink.error.bind(sink));
      return undefined;
    }),
);
const client = new ApolloClient({ link, cache: new InMemoryCache(cacheOptions) });

client.watchQuery({ query: gql(CUSTOMER), variables: { first: null } }).subscribe(({ data }) => {
  if (data?.loyaltyCustomer) report('customer', data.loyaltyCustomer);
});
client.subscribe({ query: gql(CHANGED) }).subscribe({ next: () => report('event') });

process.stdin.once('data', async () => {
  const earn = () => client.mutate({ mutation: gql(EARN), variables: { input } });
  const first = await earn();
  const again = await earn();
  report('earned', first.data.earnPromotion);
  report('again', again.data.earnPromotion);
});
