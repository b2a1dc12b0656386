import { buildSchema, Kind, parse, validate, type DocumentNode } from 'graphql';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

const folders = ['examples/apollo-kotlin/src/main/graphql', 'examples/apollo-ios/graphql'];
const schemas = ['schema.graphql', 'schema/released.graphql'];

/** The documents of a folder, by their files' names. */
function documentsOf(folder: string): ReadonlyMap<string, DocumentNode> {
  const names = readdirSync(join(root, folder)).filter((name) => name.endsWith('.graphql'));
  return new Map(names.map((name) => [name, parse(read(`${folder}/${name}`))]));
}

describe.each(folders)('the documents in %s', (folder) => {
  const documents = documentsOf(folder);
  const definitions = [...documents.values()].flatMap((document) => document.definitions);

  it('are some', () => {
    expect([...documents.keys()]).toContain('EnrolCustomers.graphql');
  });

  it('stand beside the schema, which is ours', () => {
    expect(read(`${folder}/schema.graphqls`)).toBe(read('schema.graphql'));
  });

  it.each(schemas)('fit %s, with the fragments of all files', (schema) => {
    expect(validate(buildSchema(read(schema)), { kind: Kind.DOCUMENT, definitions })).toEqual([]);
  });

  it.each([...documents])('hold one definition a file, named as the file is: %s', (name, document) => {
    const names = document.definitions.map((definition) => 'name' in definition && definition.name.value);
    expect(names).toEqual([name.replace('.graphql', '')]);
  });

  it('ask of every failure what an app branches on', () => {
    const failure = definitions.find(
      (definition) => definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === 'Failure',
    );
    const fields =
      failure?.kind === Kind.FRAGMENT_DEFINITION
        ? failure.selectionSet.selections.map((field) => field.kind === Kind.FIELD && field.name.value)
        : [];
    expect(fields).toEqual(expect.arrayContaining(['code', 'disposition', 'message', 'retryAfterMs']));
  });
});

it('phones of both kinds send the same documents', () => {
  const [kotlin, ios] = folders.map((folder) =>
    readdirSync(join(root, folder))
      .sort()
      .map((name) => [name, read(`${folder}/${name}`)]),
  );
  expect(kotlin).toEqual(ios);
});

describe('the configuration of Apollo iOS', () => {
  const { input, operationManifest } = JSON.parse(read('examples/apollo-ios/apollo-codegen-config.json')) as {
    input: { schemaSearchPaths: string[]; operationSearchPaths: string[] };
    operationManifest: { version: string };
  };

  it('finds the schema and the documents, and writes a manifest', () => {
    expect(input.schemaSearchPaths).toEqual(['./graphql/*.graphqls']);
    expect(input.operationSearchPaths).toEqual(['./graphql/*.graphql']);
    expect(operationManifest.version).toBe('persistedQueries');
  });
});
