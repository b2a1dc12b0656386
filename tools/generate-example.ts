import { codegen } from '@graphql-codegen/core';
import * as fragmentMatcher from '@graphql-codegen/fragment-matcher';
import * as typedDocumentNode from '@graphql-codegen/typed-document-node';
import * as typescriptOperations from '@graphql-codegen/typescript-operations';
import { parse } from 'graphql';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The plugins that examples use, by the names that they have in a codegen.json. */
const pluginMap = {
  'fragment-matcher': fragmentMatcher,
  'typed-document-node': typedDocumentNode,
  'typescript-operations': typescriptOperations,
};

/** As much of GraphQL Code Generator's configuration as the examples need; its command reads the same file. */
interface CodegenConfig {
  readonly schema: string;
  readonly generates: Readonly<Record<string, Output>>;
}

interface Output {
  readonly plugins: readonly (keyof typeof pluginMap)[];
  readonly config?: Readonly<Record<string, unknown>>;
}

/** A file that is generated, and what is to be in it. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

/**
 * What GraphQL Code Generator makes of an example's documents. Its own command does the same, but wants a later
 * Node than we do.
 * @param folder the example, with its codegen.json and its documents in `operations`
 */
export async function generateExample(folder: string): Promise<GeneratedFile[]> {
  const { schema, generates } = JSON.parse(
    readFileSync(join(folder, 'codegen.json'), 'utf8'),
  ) as CodegenConfig;
  const schemaNode = parse(readFileSync(join(folder, schema), 'utf8'));
  const operations = join(folder, 'operations');
  const documents = readdirSync(operations)
    .sort()
    .map((name) => join(operations, name))
    .map((location) => ({ location, document: parse(readFileSync(location, 'utf8')) }));
  return Promise.all(
    Object.entries(generates).map(async ([file, { plugins, config = {} }]) => ({
      path: join(folder, file),
      text: await codegen({
        schema: schemaNode,
        documents,
        filename: file,
        config,
        plugins: plugins.map((plugin) => ({ [plugin]: {} })),
        pluginMap,
      }),
    })),
  );
}
