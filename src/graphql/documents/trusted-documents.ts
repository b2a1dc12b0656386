/** Reads the manifest of trusted documents. */

import { GraphQLError, parse, validate, type GraphQLSchema } from 'graphql';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';

/** The documents that apps were built with, by their ids. */
export type TrustedDocuments = ReadonlyMap<string, string>;

/** The file of trusted documents cannot be used. */
class InvalidManifest extends Error {
  override readonly name = 'InvalidManifest';
}

/** Apollo's persisted query manifest, as the tools of Apollo Client, Kotlin and iOS write it. */
const manifestSchema = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(z.object({ id: z.string().min(1), name: z.string(), body: z.string().min(1) })),
});

/**
 * Reads a manifest, and checks that every document still fits the schema: better no start than an app that is refused.
 * @throws InvalidManifest naming every document at fault
 */
export async function readTrustedDocuments(file: string, schema: GraphQLSchema): Promise<TrustedDocuments> {
  const { success, data, error } = manifestSchema.safeParse(await readJson(file));
  if (!success) {
    throw new InvalidManifest(`${file} is not a persisted query manifest: ${z.prettifyError(error)}`);
  }
  const { operations } = data;
  const twice = operations.find(({ id }, i) => operations.findIndex((other) => other.id === id) < i);
  if (twice) throw new InvalidManifest(`${file}: ${twice.id} is the id of several operations`);
  const mistakes = operations.flatMap(({ name, body }) => mistakesIn(name, body, schema));
  if (mistakes.length > 0) {
    throw new InvalidManifest(
      `${file} has documents that are not valid for the schema:\n${mistakes.join('\n')}`,
    );
  }
  return new Map(operations.map(({ id, body }) => [id, body]));
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
