import fc from 'fast-check';
import { execute, parse, validate, type ExecutionResult, type OperationDefinitionNode } from 'graphql';
import { describe, expect, it } from 'vitest';
import { documentCompiler } from '../../../src/graphql/documents/compile-document.js';
import { inOrder } from '../../../src/graphql/errors/error-order.js';
import { variablesReader } from '../../../src/graphql/variables/read-variables.js';
import { Random } from '../../support/random.js';
import { randomOperation, type RandomOperation } from '../../support/random-operation.js';
import { Script, scriptedSchema } from '../../support/scripted-schema.js';

/** How many documents are tried; any number by DOCUMENTS, and another sequence of them by SEED. */
const DOCUMENTS = Number(process.env.DOCUMENTS ?? 5_000);
const SEED = Number(process.env.SEED ?? 20261127);

const schema = scriptedSchema();
const compile = documentCompiler(schema);

/** How many of a hundred selections have a condition: without any, all of a document may be compiled. */
const CONDITIONS = [0, 0, 0, 0, 20];
/** How many of a hundred values are missing or fail. */
const FAILURES = [0, 0, 5, 25];

/** A document takes three milliseconds, and several times as much on a busy machine. */
const TIMEOUT_MS = 60_000 + 20 * DOCUMENTS;

describe('a compiled document', () => {
  it(
    'is answered as graphql-js answers it, errors and the order of keys included, and does the same',
    async () => {
      let compiledCount = 0;
      let faultless = 0;
      const property = async (seed: number) => {
        const random = new Random(seed);
        const operation = randomOperation(schema, random, { conditions: random.pick(CONDITIONS) });
        const document = parse(operation.query);
        if (validate(schema, document).length > 0) return;
        const definition = document.definitions[0] as OperationDefinitionNode;
        const compiled = compile(document, definition);
        const read = variablesReader(schema, definition.variableDefinitions ?? [])(operation.variables);
        if (!compiled || 'errors' in read) return;
        const failures = random.pick(FAILURES);
        const expected = await run(operation, new Script(seed, failures), async (args) => execute(args));
        const actual = await run(operation, new Script(seed, failures), (args) =>
          compiled.execute({ ...args, variableValues: read.given }, read.values),
        );
        expect(actual, `${operation.query} ${JSON.stringify(operation.variables)}`).toEqual(expected);
        compiledCount += 1;
        if (!expected.errors) faultless += 1;
      };
      await fc.assert(fc.asyncProperty(fc.integer(), property), {
        numRuns: DOCUMENTS,
        seed: SEED,
        endOnFailure: true,
      });
      // Otherwise the property would hold for nothing.
      expect(compiledCount).toBeGreaterThan(DOCUMENTS / 10);
      expect(faultless).toBeGreaterThan(DOCUMENTS / 20);
    },
    TIMEOUT_MS,
  );
});

interface Ran {
  /** The answer as it is sent. */
  readonly data: string | undefined;
  readonly errors: unknown;
  readonly calls: readonly string[];
}

async function run(
  { query, variables }: RandomOperation,
  script: Script,
  executor: (args: Parameters<typeof execute>[0]) => Promise<ExecutionResult>,
): Promise<Ran> {
  const args = { schema, document: parse(query), variableValues: variables, contextValue: script };
  const { data, errors } = inOrder(await executor(args));
  const described = errors?.map((error) => [
    error.toJSON(),
    error.originalError?.message,
    error.originalError?.constructor.name,
  ]);
  return { data: JSON.stringify(data), errors: described, calls: script.calls };
}
