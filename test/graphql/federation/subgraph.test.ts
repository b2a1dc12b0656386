import { readFileSync } from 'node:fs';
import { composeServices, type CompositionResult } from '@theguild/federation-composition';
import { buildSchema, isObjectType, Kind, parse, print, visit, type DefinitionNode } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

  it('is the one that schema.graphql holds', () => {
    const file = readFileSync(new URL('../../../schema.graphql', import.meta.url), 'utf8');
    expect(contractOf(sdl)).toEqual(contractOf(file));
  });

  it('composes, together with a subgraph that extends customers and promotions', () => {
    const supergraph = buildSchema(compose(sdl).publicSdl);
    const fieldsOf = (name: string) => {
      const type = supergraph.getType(name);
      return isObjectType(type) ? Object.keys(type.getFields()) : [];
    };
    expect(fieldsOf('Customer').sort()).toEqual(['id', 'promotions', 'tier']);
    expect(fieldsOf('Promotion')).toEqual(expect.arrayContaining(['banner', 'kind']));
    expect(fieldsOf('Query')).toEqual(expect.arrayContaining(['members', 'customer']));
  });

  it('composes from schema.graphql as well, with the line that docs/federation.md gives', () => {
    const read = (name: string) => readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8');
    const [link] = /^extend schema @link\(.*$/m.exec(read('docs/federation.md')) ?? [];
    expect(compose(`${link ?? ''}\n${read('schema.graphql')}`).publicSdl).toBe(compose(sdl).publicSdl);
  });
});

function compose(sdl: string): Extract<CompositionResult, { supergraphSdl: string }> {
  const result = composeServices([
    { name: 'promotions', typeDefs: parse(sdl), url: 'http://promotions' },
    { name: 'membership', typeDefs: parse(membershipSdl), url: 'http://membership' },
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
