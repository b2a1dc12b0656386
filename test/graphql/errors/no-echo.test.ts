import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGateway, type TestGateway } from '../../support/gateway.js';
import type { TestOrganisation } from '../../support/organisation.js';
import { anInput, ENROL, inStore, linesDuring } from '../../support/operations.js';

/** Personal data that is sent where it does not belong. */
const PHONE = '919986000586';
const EMAIL = 'asha.canary@shop.example';
/** Part of the phone number is too much already. */
const PART_OF_PHONE = PHONE.slice(2, 8);

describe('an error of the GraphQL door', () => {
  let gateway: TestGateway;
  let caller: TestOrganisation;
  beforeAll(async () => {
    gateway = await openGateway();
    caller = await gateway.organisation();
  });
  afterAll(() => gateway.close());

  const literal = (customer: string) => `mutation { enrolCustomers(input: {
      programId: "10", promotionId: "500", identifierName: MOBILE, customers: [${customer}]
    }) { status } }`;
  const stringVariable = `mutation ($value: String!) { enrolCustomers(input: {
      programId: "10", promotionId: "500", identifierName: MOBILE, customers: [{ identifierValue: $value, source: INSTORE }]
    }) { status } }`;
  it.each([
    { place: 'as the input', query: ENROL, variables: { input: PHONE } },
    { place: 'as text in place of the input', query: ENROL, variables: { input: `Hello; Call ${PHONE}` } },
    { place: 'as the input, in a list', query: ENROL, variables: { input: [{ a: EMAIL }] } },
    { place: 'as the variables', query: ENROL, variables: PHONE },
    { place: 'as programId', query: ENROL, variables: { input: anInput({ programId: { EMAIL } }) } },
    { place: 'as identifierName', query: ENROL, variables: { input: anInput({ identifierName: EMAIL }) } },
    { place: 'as the customers', query: ENROL, variables: { input: anInput({ customers: PHONE }) } },
    { place: 'as a customer', query: ENROL, variables: { input: anInput({ customers: [PHONE, EMAIL] }) } },
    {
      place: 'as a number for an identifier',
      query: ENROL,
      variables: { input: anInput({ customers: inStore(Number(PHONE)) }) },
    },
    {
      place: 'in a list of identifiers',
      query: ENROL,
      variables: { input: anInput({ customers: inStore([PHONE, EMAIL]) }) },
    },
    {
      place: 'as a source',
      query: ENROL,
      variables: { input: anInput({ customers: [{ identifierValue: EMAIL, source: PHONE }] }) },
    },
    {
      place: 'beside a missing identifierName',
      query: ENROL,
      variables: {
        input: { ...anInput({ customers: [{ identifierValue: EMAIL }] }), identifierName: undefined },
      },
    },
    {
      place: 'as the name of an input field',
      query: ENROL,
      variables: { input: anInput({ customers: [{ [PHONE]: 'INSTORE', [EMAIL]: 'INSTORE' }] }) },
    },
    {
      place: 'in a name that looks like a path',
      query: ENROL,
      variables: { input: anInput({ [`x at "${PHONE}"; `]: 1 }) },
    },
    { place: 'as a variable', query: stringVariable, variables: { value: Number(PHONE) } },
    { place: 'in a variable', query: stringVariable, variables: { value: [`Hello; Call ${PHONE}`] } },
    { place: 'as an unquoted literal', query: literal(`{ identifierValue: ${PHONE}, source: INSTORE }`) },
    { place: 'as a literal list', query: literal(`{ identifierValue: ["${EMAIL}"], source: INSTORE }`) },
    {
      place: 'as a literal object',
      query: literal(`{ identifierValue: { a: "${EMAIL}" }, source: INSTORE }`),
    },
    { place: 'as a literal source', query: literal(`{ identifierValue: "1", source: "${EMAIL}" }`) },
    { place: 'as a literal enum', query: literal(`{ identifierValue: "1", source: x${PHONE} }`) },
    { place: 'as a literal customer', query: literal(`"${PHONE}", """${EMAIL}"""`) },
    { place: 'where a colon is missing', query: literal(`{ identifierValue "${PHONE}" }`) },
    { place: 'where a block string is not expected', query: literal(`{ """${EMAIL}""" }`) },
    { place: 'where a name is expected', query: `{ ${PHONE} }` },
    { place: 'in a number with letters', query: literal(`{ identifierValue: ${PHONE}abc }`) },
    { place: 'after a plus', query: literal(`{ identifierValue: +${PHONE} }`) },
    { place: 'after a backslash', query: literal(`{ identifierValue: "\\${PHONE}" }`) },
    { place: 'in an escape', query: literal(`{ identifierValue: "\\u{${PHONE}}" }`) },
    { place: 'in a string not ended', query: literal(`{ identifierValue: "${PHONE}`) },
    { place: 'as a default', query: `query ($x: Int = "${EMAIL}", $y: Boolean = ${PHONE}) { __typename }` },
    { place: 'in a directive', query: `{ __typename @skip(if: "${PHONE}") }` },
    { place: 'in an unknown argument', query: `{ promotionErrors(mobile: "${PHONE}") { code } }` },
    { place: 'in an introspection', query: `{ __type(name: "${EMAIL}") { name } }` },
  ])('does not repeat a phone number or email given $place', async ({ query, variables }) => {
    const lines = await linesDuring(gateway, async () => {
      const response = await caller.graphql(query, variables);
      expect(response.statusCode).toBe(400);
      expect(response.json<{ errors: unknown[] }>().errors).not.toHaveLength(0);
      expect(response.body).not.toContain(EMAIL);
      expect(response.body).not.toContain(PART_OF_PHONE);
    });
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain(EMAIL);
    expect(lines[0]).not.toContain(PART_OF_PHONE);
  });

  it('does not repeat a phone number given as operationName', async () => {
    const response = await gateway.app.server.inject({
      method: 'POST',
      url: '/graphql',
      headers: { authorization: caller.authorization },
      payload: { query: 'query A { __typename }', operationName: PHONE },
    });
    expect(response.statusCode).toBe(400);
    expect(response.body).not.toContain(PART_OF_PHONE);
  });
});
