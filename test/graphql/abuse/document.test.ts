import { describe, expect, it } from 'vitest';
import { openGateway } from '../../support/gateway.js';
import { anInput, ENROL, inStore, linesDuring } from '../../support/operations.js';
import { useGraphqlDoor } from './graphql-door.js';

const door = useGraphqlDoor();

describe('abuse of the GraphQL door in the document', () => {
  it.each([
    { mistake: 'nothing in it', query: '# nothing', message: 'Syntax Error: Unexpected <EOF>.' },
    {
      mistake: 'a brace missing',
      query: '{ promotionErrors { code }',
      message: 'Syntax Error: Expected Name, found <EOF>.',
    },
    {
      mistake: 'a string not ended',
      query: '{ a(b: "x) }',
      message: 'Syntax Error: Unterminated string.',
    },
    {
      mistake: 'more tokens than anyone needs',
      query: `{ ${'a: __typename '.repeat(2_000)} }`,
      message: 'Syntax Error: Document contains more that 5000 tokens. Parsing aborted.',
    },
  ])('answers 400 to $mistake', async ({ query, message }) => {
    const { status, errors } = await door.sendDocument(query);
    expect(status).toBe(400);
    expect(errors).toMatchObject([{ message, extensions: { code: 'GRAPHQL_PARSE_FAILED' } }]);
  });

  const mutation = (input: string, selection = 'status') =>
    `mutation { enrolCustomers(input: { programId: 10, promotionId: 500, ${input} }) { ${selection} } }`;
  const customer = 'identifierName: ID, customers: [{ identifierValue: "1001", source: INSTORE }]';

  it.each([
    {
      unknown: 'query',
      query: '{ errorCatalogue { code } }',
      message: 'Cannot query field "errorCatalogue" on type "Query".',
    },
    {
      unknown: 'mutation',
      query: 'mutation { enrolCustomer { status } }',
      message: 'Cannot query field "enrolCustomer" on type "Mutation".',
    },
    {
      unknown: 'field',
      query: mutation(customer, 'statuss'),
      message: 'Cannot query field "statuss" on type "EnrolCustomersPayload".',
    },
    {
      unknown: 'field of a union',
      query: mutation(customer, 'results { issualId }'),
      message: 'Cannot query field "issualId" on type "PromotionResult".',
    },
    {
      unknown: 'argument',
      query: '{ promotionErrors(code: "x") { code } }',
      message: 'Unknown argument "code" on field "Query.promotionErrors".',
    },
    {
      unknown: 'input field',
      query: mutation(`${customer}, customer: []`),
      message: 'Field "customer" is not defined by type "EnrolCustomersInput".',
    },
    {
      unknown: 'type',
      query: 'mutation ($input: EnrolCustomerInput!) { enrolCustomers(input: $input) { status } }',
      message: 'Unknown type "EnrolCustomerInput".',
    },
    {
      unknown: 'identifierName',
      query: mutation('identifierName: PHONE, customers: []'),
      message: 'The value does not exist in "CustomerIdentifierName" enum.',
    },
    {
      unknown: 'source',
      query: mutation('identifierName: ID, customers: [{ identifierValue: "1001", source: INSTOR }]'),
      message: 'The value does not exist in "CustomerIdentifierSource" enum.',
    },
    {
      unknown: 'directive',
      query: '{ __typename @skipp(if: true) }',
      message: 'Unknown directive "@skipp".',
    },
  ])('answers 400 to an unknown $unknown, and offers no other', async ({ query, message }) => {
    const { status, errors } = await door.sendDocument(query);
    expect(status).toBe(400);
    expect(errors).toMatchObject([{ message, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
  });

  it.each(['{ __schema { types { name } } }', '{ __type(name: "Success") { name } }'])(
    'refuses the introspection %s',
    async (query) => {
      const { status, errors } = await door.sendDocument(query);
      expect(status).toBe(400);
      expect(errors).toMatchObject([{ message: expect.stringContaining('INTROSPECTION=true') }]);
    },
  );

  it('answers 400 to a subscription, for there are none, and logs no defect', async () => {
    const lines = await linesDuring(door.gateway, async () => {
      const { status, errors } = await door.sendDocument('subscription { enrolled }');
      expect(errors[0]?.extensions.code).not.toBe('INTERNAL_SERVER_ERROR');
      expect(status).toBe(400);
    });
    expect(lines).toHaveLength(1);
  });

  it('answers 400 to an operation that the document does not hold', async () => {
    const response = await door.sendJson(
      JSON.stringify({ query: 'query A { __typename }', operationName: 'B' }),
    );
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({
      errors: [{ extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } }],
    });
  });
});

describe('abuse of the GraphQL door in the variables', () => {
  it.each([
    {
      mistake: 'no input',
      input: undefined,
      message: 'Variable "$input" of required type "EnrolCustomersInput!" was not provided.',
    },
    {
      mistake: 'an unknown identifierName',
      input: anInput({ identifierName: 'PHONE' }),
      message:
        'Variable "$input" has an invalid value at "input.identifierName"; The value does not exist in "CustomerIdentifierName" enum.',
    },
    {
      mistake: 'an identifierName that is no text',
      input: anInput({ identifierName: 7 }),
      message:
        'Variable "$input" has an invalid value at "input.identifierName"; Enum "CustomerIdentifierName" cannot represent non-string value.',
    },
    {
      mistake: 'an unknown source',
      input: anInput({ customers: [{ identifierValue: '1001', source: 'SHOP' }] }),
      message:
        'Variable "$input" has an invalid value at "input.customers[0].source"; The value does not exist in "CustomerIdentifierSource" enum.',
    },
    {
      mistake: 'a source in small letters',
      input: anInput({ customers: [{ identifierValue: '1001', source: 'instore' }] }),
      message:
        'Variable "$input" has an invalid value at "input.customers[0].source"; The value does not exist in "CustomerIdentifierSource" enum.',
    },
    {
      mistake: 'no identifier',
      input: anInput({ customers: [{ source: 'INSTORE' }] }),
      message:
        'Variable "$input" has an invalid value at "input.customers[0]"; Field "identifierValue" of required type "String!" was not provided.',
    },
    {
      mistake: 'an identifier that is a number',
      input: anInput({ customers: inStore('1001', 1002) }),
      message:
        'Variable "$input" has an invalid value at "input.customers[1].identifierValue"; String cannot represent a non string value.',
    },
    {
      mistake: 'an identifier that is null',
      input: anInput({ customers: inStore(null) }),
      message:
        'Variable "$input" has an invalid value at "input.customers[0].identifierValue"; Expected non-nullable type "String!" not to be null.',
    },
    {
      mistake: 'a programId that is no whole number',
      input: anInput({ programId: 1.5 }),
      message: 'Variable "$input" has an invalid value at "input.programId"; ID cannot represent value.',
    },
    {
      mistake: 'a programId that is true',
      input: anInput({ programId: true }),
      message: 'Variable "$input" has an invalid value at "input.programId"; ID cannot represent value.',
    },
    {
      mistake: 'no programId',
      input: anInput({ programId: undefined }),
      message:
        'Variable "$input" has an invalid value; Field "programId" of required type "ID!" was not provided.',
    },
  ])('answers 400 to $mistake', async ({ input, message }) => {
    const { status, errors } = await door.sendDocument(ENROL, { input });
    expect(status).toBe(400);
    expect(errors).toMatchObject([{ message, extensions: { code: 'BAD_USER_INPUT' } }]);
  });
});

describe('abuse of the GraphQL door', () => {
  it('gives the schema away when introspection is on', async () => {
    const open = await openGateway({ config: { introspection: true } });
    try {
      const organisation = await open.organisation();
      const response = await organisation.graphql('{ __type(name: "Success") { name } }');
      expect(response.json()).toEqual({ data: { __type: { name: 'Success' } } });
    } finally {
      await open.close();
    }
  });
});
