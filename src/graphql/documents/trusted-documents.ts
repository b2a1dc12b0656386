/** Reads the manifest of trusted documents. */

import { GraphQLError, parse, validate, type GraphQLSchema } from 'graphql';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { documentKey } from './document-id.js';

/** The documents that apps were built with, by their ids. */
export type TrustedDocuments = ReadonlyMap<string, string>;

/** The file of trusted documents cannot be used. */
class InvalidManifest extends Error {
  override readonly name = 'InvalidManifest';
}

/** Apollo's persisted query manifest, as the tools of Apollo Client, Kotlin and iOS write it. */
const manifestSchema = z
  .object({
    format: z.literal('apollo-persisted-query-manifest'),
    version: z.literal(1),
    operations: z.array(z.object({ id: z.string().min(1), name: z.string(), body: z.string().min(1) })),
  })
  .transform(({ operations }): readonly TrustedDocument[] => operations);

/** The documents by their ids, as GraphQL Code Generator, gql.tada and the Relay compiler write them. */
const mapSchema = z
  .record(z.string().min(1), z.string().min(1))
  .refine((documents) => Object.keys(documents).length > 0, 'It has no documents')
  .transform((documents): readonly TrustedDocument[] =>
    Object.entries(documents).map(([id, body]) => ({ id, name: id, body })),
  );

interface TrustedDocument {
  readonly id: string;
  readonly name: string;
  readonly body: string;
}

/**
 * Reads a manifest, and checks that every document still fits the schema: better no start than an app that is refused.
 * @throws InvalidManifest naming every document at fault
 */
export async function readTrustedDocuments(file: string, schema: GraphQLSchema): Promise<TrustedDocuments> {
  const documents = documentsIn(await readJson(file), file);
  const texts = new Map<string, string>();
  for (const { id, body } of documents) {
    const key = documentKey(id);
    if (texts.has(key)) throw new InvalidManifest(`${file}: ${id} is the id of several operations`);
    texts.set(key, body);
  }
  const mistakes = documents.flatMap(({ name, body }) => mistakesIn(name, body, schema));
  if (mistakes.length > 0) {
    throw new InvalidManifest(
      `${file} has documents that are not valid for the schema:\n${mistakes.join('\n')}`,
    );
  }
  return texts;
}

function documentsIn(content: unknown, file: string): readonly TrustedDocument[] {
  const isManifest =
    typeof content === 'object' && content !== null && ('format' in content || 'operations' in content);
  const { success, data, error } = (isManifest ? manifestSchema : mapSchema).safeParse(content);
  if (success) return data;
  throw new InvalidManifest(
    `${file} is neither a persisted query manifest nor a map of ids to documents: ${z.prettifyError(error)}`,
  );
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new InvalidManifest(`${file} cannot be read as JSON`, { cause });
  }
}

function mistakesIn(name: string, body: string, schema: GraphQLSchema): string[] {
  try {
    return validate(schema, parse(body)).map(({ message }) => `${name}: ${message}`);
  } catch (error) {
    if (error instanceof GraphQLError) return [`${name}: ${error.message}`];
    throw error;
  }
}
