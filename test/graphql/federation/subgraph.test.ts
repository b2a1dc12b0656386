import { readFileSync } from 'node:fs';
import { composeServices, type CompositionResult } from '@theguild/federation-composition';
import {
  buildSchema,
  isEnumType,
  isObjectType,
  Kind,
  parse,
  print,
  visit,
  type DefinitionNode,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { subgraphPart } from '../../../src/graphql/federation/subgraph-part.js';
import { openGateway, type TestGateway } from '../../support/gateway.js';
import { membershipSdl } from '../../support/membership-subgraph.js';

const SDL = '{ _service { sdl } }';

describe('the schema of the subgraph', () => {
  let gateway: TestGateway;
  let sdl: string;
  beforeAll(async () => {
    gateway = await openGateway({ config: { introspection: true } });
    const organisation = await gateway.organisation({ promotions: [], customers: [] });
    sdl = (await organisation.graphql(SDL)).json<{ data: { _service: { sdl: string } } }>().data._service.sdl;
  });
  afterAll(() => gateway.close());

  it('is not answered where introspection is off', async () => {
    const closed = await openGateway({ config: { introspection: false } });
    const response = await (await closed.organisation()).graphql(SDL);
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({
      errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
    });
    expect(response.body).not.toContain('type ');
    await closed.close();
  });

  it('is the one that schema.graphql holds, without what the server offers for itself', () => {
    const file = readFileSync(new URL('../../../schema.graphql', import.meta.url), 'utf8');
    expect(contractOf(sdl)).toEqual(contractOf(subgraphPart(file)));
  });

  it('composes, together with a subgraph that extends customers and promotions', () => {
    const supergraph = buildSchema(compose(sdl).publicSdl);
    const fieldsOf = (name: string) => {
      const type = supergraph.getType(name);
      return isObjectType(type) ? Object.keys(type.getFields()) : [];
    };
    expect(fieldsOf('Customer').sort()).toEqual(['id', 'promotions', 'tier']);
    expect(fieldsOf('Promotion')).toEqual(expect.arrayContaining(['banner', 'kind']));
    expect(fieldsOf('Query')).toEqual(expect.arrayContaining(['members', 'loyaltyCustomer']));
  });

  it('composes, without a hint, with a subgraph that has the common names, and leaves its enums alone', () => {
    const { supergraphSdl, hints } = compose(sdl, COMMON_NAMES) as {
      supergraphSdl: string;
      hints?: unknown[];
    };
    expect(hints ?? []).toEqual([]);
    const supergraph = buildSchema(compose(sdl, COMMON_NAMES).publicSdl);
    expect(supergraphSdl).toContain('ErrorCode');
    for (const name of ['Disposition', 'ErrorCode', 'Availability', 'OutcomeStatus', 'ErrorScope']) {
      const type = supergraph.getType(name);
      expect(isEnumType(type) && type.getValues().map((value) => value.name), name).toEqual(['OTHER']);
    }
  });

  it('gives every list of objects a size, and every page a cost', () => {
    const fields = parse(sdl).definitions.flatMap((definition) =>
      definition.kind === Kind.OBJECT_TYPE_DEFINITION && !/(Connection|Edge)$/.test(definition.name.value)
        ? (definition.fields ?? []).map((field) => ({ type: definition.name.value, field }))
        : [],
    );
    const missing = fields.flatMap(({ type, field }) => {
      const has = (name: string) => field.directives?.some((directive) => directive.name.value === name);
      const returned = print(field.type);
      const isPage = returned.endsWith('Connection');
      const isList = /^\[(Promotion(?!Availability)|Customer)/.test(returned);
      const isWhole = (!isPage || (has('cost') && has('listSize'))) && (!isList || has('listSize'));
      return isWhole ? [] : [`${type}.${field.name.value}`];
    });
    expect(missing).toEqual([]);
  });

  it('tags every field with the access group that its description names', () => {
    const described = parse(sdl).definitions.flatMap((definition) =>
      definition.kind === Kind.OBJECT_TYPE_DEFINITION && definition.name.value !== 'Subscription'
        ? (definition.fields ?? [])
        : [],
    );
    const wrong = described.filter(({ description, directives = [] }) => {
      const [, named] = /Needs (\w+:\w+)/.exec(description?.value ?? '') ?? [];
      const tags = directives.filter(({ name }) => name.value === 'tag').map((directive) => print(directive));
      return (
        JSON.stringify(tags) !== JSON.stringify(named ? [`@tag(name: "${named.replace(':', '-')}")`] : [])
      );
    });
    expect(wrong.map(({ name }) => name.value)).toEqual([]);
  });

  it('composes from subgraph.graphql as well', () => {
    const file = readFileSync(new URL('../../../subgraph.graphql', import.meta.url), 'utf8');
    expect(compose(file).publicSdl).toBe(compose(sdl).publicSdl);
  });
});

/** What the schema of another team may well hold. */
const COMMON_NAMES = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key"])
  type Query {
    customer(id: ID!): Account  program(id: ID!): Account  promotion(id: ID!): Account  promotions: [Account!]!
    operation(id: ID!): Account  errorCatalog: [String!]!  node(id: ID!): Node  nodes(ids: [ID!]!): [Node]!  viewer: Viewer
  }
  type Mutation { revokeEnrolments(ids: [ID!]!): Boolean!  revokeEarnings(ids: [ID!]!): Boolean! }
  interface Node { id: ID! }
  type Viewer { account: Account! }
  type Account implements Node @key(fields: "id") { id: ID!  warnings: [Warning!]!  earning: Earning!  enrolment: Enrolment! }
  type Warning { text: String! }
  type Earning { amount: Int! }
  type Enrolment { course: String!  by: RecordedBy!  state: OutcomeStatus!  available: Availability! }
  type RecordedBy { name: String!  errors: [ErrorCatalogEntry!]! }
  type ErrorCatalogEntry { code: ErrorCode!  disposition: Disposition!  scope: ErrorScope!  name: IdentifierName! }
  union CustomerResult = Account | Warning
  interface BulkOutcome { id: ID! }
  type Batch implements BulkOutcome { id: ID!  results: [CustomerResult!]!  source: CustomerSource! }
  type PromotionConnection { total: Int! }
  type EarningConnection { total: Int! }
  type EnrolmentConnection { total: Int! }
  enum OutcomeStatus { OTHER }
  enum Availability { OTHER }
  enum ErrorCode { OTHER }
  enum Disposition { OTHER }
  enum ErrorScope { OTHER }
  enum IdentifierName { OTHER }
  enum CustomerSource { OTHER }
`;

function compose(sdl: string, other = membershipSdl): Extract<CompositionResult, { supergraphSdl: string }> {
  const result = composeServices([
    { name: 'promotions', typeDefs: parse(sdl), url: 'http://promotions' },
    { name: 'membership', typeDefs: parse(other), url: 'http://membership' },
  ]);
  expect(result.errors ?? []).toEqual([]);
  if (!('supergraphSdl' in result) || result.supergraphSdl === undefined) throw new Error('Not composed');
  return result;
}

/** What of an SDL a client sees, each definition as text: without directives' definitions, and what they need. */
function contractOf(sdl: string): string[] {
  const isOfClients = (definition: DefinitionNode) =>
    definition.kind !== Kind.DIRECTIVE_DEFINITION &&
    'name' in definition &&
    !/^(federation|link)__|^_(Any|Entity|Service)$/.test(definition.name.value);
  const document = visit(parse(sdl), {
    FieldDefinition: ({ name }) => (/^_(entities|service)$/.test(name.value) ? null : undefined),
  });
  return document.definitions.filter(isOfClients).map(print).sort();
}
