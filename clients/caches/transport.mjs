// What the clients with a cache share: how they reach the gateway. Addresses and credentials are arguments of the process.
import { createClient } from 'graphql-sse';

const [baseUrl, authorization] = process.argv.slice(2);
const headers = { authorization };
const streams = createClient({ url: `${baseUrl}/graphql/stream`, headers });

/** Sends a query or mutation. */
export async function send(query, variables) {
  const response = await fetch(`${baseUrl}/graphql`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return response.json();
}

/** Subscribes; returns a function that ends the subscription. */
export function subscribe(query, variables, sink) {
  return streams.subscribe({ query, variables: variables ?? {} }, sink);
}

/** Reports to the test, a line of JSON for each. */
export function report(name, value) {
  console.log(JSON.stringify({ name, value }));
}

/** The documents of the clients that need no compiler. */
export const STATE = 'id enrolmentsUsed earningsUsed availability promotion { id name }';

export const CUSTOMER = `query Customer($first: Int) {
  loyaltyCustomer(by: { id: "1001" }) {
    id
    promotions(first: $first) { totalCount edges { cursor node { ${STATE} } } pageInfo { hasNextPage endCursor } }
  }
}`;

export const CHANGED = `subscription Changed {
  customerPromotionChanged(by: { id: "1001" }) { ${STATE} customer { id } }
}`;

export const EARN = `mutation Earn($input: EarnPromotionInput!) {
  earnPromotion(input: $input) {
    replayed
    results {
      ... on Success { index customerPromotion { ${STATE} } enrolment { id } earning { id } }
      ... on CustomerError { index code disposition }
    }
  }
}`;

/** The customer of the query, and one who does not exist. */
export const input = {
  programId: '10',
  promotion: { id: '500' },
  identifierName: 'ID',
  idempotencyKey: `caches-${process.argv[4]}`,
  customers: [{ identifierValue: '1001' }, { identifierValue: '404' }],
};
