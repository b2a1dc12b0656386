// Relay's runtime, with the artifacts of its compiler and the settings of docs/caching.md.
import relay from 'relay-runtime';
import changed from './relay/__generated__/operationsChangedSubscription.graphql.js';
import customerQuery from './relay/__generated__/operationsCustomerQuery.graphql.js';
import earnMutation from './relay/__generated__/operationsEarnMutation.graphql.js';
import customerFragment from './relay/__generated__/operations_customer.graphql.js';
import refetchQuery from './relay/__generated__/operationsCustomerPromotionsQuery.graphql.js';
import { input, report, send, subscribe } from './transport.mjs';

const { commitMutation, createOperationDescriptor, Environment, fetchQuery, getSingularSelector } = relay;
const { Network, Observable, RecordSource, requestSubscription, Store } = relay;

const network = Network.create(
  ({ text }, variables) => send(text, variables),
  ({ text }, variables) => Observable.create((sink) => subscribe(text, variables, sink)),
);
const environment = new Environment({
  network,
  store: new Store(new RecordSource()),
  // The ids of types meet, and a nodeId is global; the compiler selects it on every node.
  getDataID: ({ nodeId }) => nodeId,
});

/** What the fragment of the customer reads from the store, now and after each change. */
function watch(fragmentRef) {
  const selector = getSingularSelector(customerFragment, fragmentRef);
  const snapshot = environment.lookup(selector);
  report('customer', snapshot.data);
  environment.subscribe(snapshot, ({ data }) => report('customer', data));
}

const operation = createOperationDescriptor(customerQuery, { first: null });
environment.retain(operation);
fetchQuery(environment, customerQuery, { first: null }).subscribe({
  next: ({ loyaltyCustomer }) => watch(loyaltyCustomer),
  error: (error) => report('error', String(error)),
});
requestSubscription(environment, { subscription: changed, variables: {}, onNext: () => report('event') });

function earn() {
  return new Promise((resolve, reject) => {
    const options = { mutation: earnMutation, variables: { input }, onCompleted: resolve, onError: reject };
    commitMutation(environment, options);
  });
}

process.stdin.once('data', async () => {
  report('earned', (await earn()).earnPromotion);
  report('again', (await earn()).earnPromotion);
  const variables = { first: 1, after: null, nodeId: 'Customer:1001' };
  const { node } = await fetchQuery(environment, refetchQuery, variables).toPromise();
  report('refetched', node.nodeId ?? node.__id);
});
