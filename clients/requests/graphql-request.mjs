// graphql-request, which has neither a cache nor subscriptions: it pages, mutates, and repeats a call whose answer was lost.
import { GraphQLClient } from 'graphql-request';

const [baseUrl, authorization] = process.argv.slice(2);
const client = new GraphQLClient(`${baseUrl}/graphql`, { headers: { authorization } });

const PAGE = `query Page($after: String) {
  loyaltyCustomer(by: { id: "1001" }) {
    promotions(first: 1, after: $after) { nodes { promotion { id } } pageInfo { hasNextPage endCursor } }
  }
}`;

const ENROL = `mutation Enrol($input: EnrolCustomersInput!) {
  enrolCustomers(input: $input) {
    replayed
    results { __typename ... on Success { index issualId } ... on CustomerError { index code disposition } }
  }
}`;

async function pages() {
  const ids = [];
  for (let after = null; ;) {
    const { loyaltyCustomer } = await client.request(PAGE, { after });
    const { nodes, pageInfo } = loyaltyCustomer.promotions;
    ids.push(...nodes.map(({ promotion }) => promotion.id));
    if (!pageInfo.hasNextPage) return ids;
    after = pageInfo.endCursor;
  }
}

const input = {
  programId: '10',
  promotion: { id: '500' },
  identifierName: 'ID',
  idempotencyKey: 'graphql-request',
  customers: [{ identifierValue: '1001' }, { identifierValue: '404' }],
};
const enrol = async () => (await client.request(ENROL, { input })).enrolCustomers;
const failure = await client.request('{ loyaltyCustomer(by: {}) { id } }').catch((error) => error);

console.log(
  JSON.stringify({
    promotionIds: await pages(),
    enrolled: await enrol(),
    again: await enrol(),
    failure: failure.response.errors[0].extensions.code,
  }),
);
