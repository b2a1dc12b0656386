import {
  getNullableType,
  GraphQLError,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  responsePathAsArray,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import { createSchema } from '../../src/graphql/schema.js';
import { Problem } from '../../src/http/problem.js';
import { Random, seedOf } from './random.js';

/** What resolvers of a scripted schema are given for one execution. */
export class Script {
  /** The root fields that ran, in order, with their arguments. */
  readonly calls: string[] = [];

  constructor(
    readonly seed: number,
    /** How many of a hundred values are missing, wrong or failing. */
    readonly failures: number,
  ) {}
}

const WRONG = { of: 'no type' };

/** The gateway's schema whose resolvers come to random values, decided by the script and the place of the field. */
export function scriptedSchema(): GraphQLSchema {
  const schema = createSchema();
  const roots = [schema.getQueryType(), schema.getMutationType()];
  for (const type of Object.values(schema.getTypeMap())) {
    if (isAbstractType(type)) type.resolveType = typeNameOf;
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      if (!field.resolve) continue;
      field.resolve = (_source, args, script: Script, { path }) => {
        const place = responsePathAsArray(path).join('.');
        if (roots.includes(type)) script.calls.push(`${place} ${JSON.stringify(sorted(args))}`);
        const random = new Random(script.seed ^ seedOf(place));
        return outcome(field.type, { schema, random, failures: script.failures });
      };
    }
  }
  return schema;
}

function typeNameOf(value: { readonly __typename?: string }): string {
  if (value.__typename === undefined) throw new Error('It is of no type');
  return value.__typename;
}

/** How objects within objects end, where types hold each other. */
const MAX_NESTED = 4;

interface Drawing {
  readonly schema: GraphQLSchema;
  readonly random: Random;
  readonly failures: number;
}

function outcome(type: GraphQLOutputType, drawing: Drawing): unknown {
  const { random, failures } = drawing;
  const ticks = random.below(4);
  const fails = random.chance(failures);
  const settle = () => {
    if (!fails) return value(type, drawing, 0);
    throw random.pick([
      new Problem(403, 'FORBIDDEN', 'no access'),
      new GraphQLError('refused', { extensions: { code: 'REFUSED' } }),
      new TypeError('a defect'),
    ]);
  };
  return ticks === 0 ? settle() : after(ticks, settle);
}

async function after(ticks: number, settle: () => unknown): Promise<unknown> {
  for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
  return settle();
}

function value(type: GraphQLOutputType, drawing: Drawing, level: number): unknown {
  const { schema, random, failures } = drawing;
  const bare = getNullableType(type);
  if (random.chance(failures))
    return random.pick([null, undefined, WRONG, NaN, new Error('an error as a value')]);
  if (!isNonNullType(type) && random.chance(10)) return null;
  if (isListType(bare)) {
    const items = Array.from({ length: random.below(4) }, () => value(bare.ofType, drawing, level));
    // Where an item may not be null, graphql-js loses sight of the promises beside one that fails.
    const arePromises = !isNonNullType(bare.ofType) && random.chance(40);
    return arePromises ? items.map((item) => Promise.resolve(item)) : items;
  }
  if (isEnumType(bare)) return random.pick(bare.getValues()).value;
  if (isAbstractType(bare)) return objectOf(random.pick(schema.getPossibleTypes(bare)), drawing, level);
  return isObjectType(bare) ? objectOf(bare, drawing, level) : scalar(String(bare), random);
}

function objectOf(type: GraphQLObjectType, drawing: Drawing, level: number): unknown {
  if (level >= MAX_NESTED) return null;
  const plain = Object.values(type.getFields()).filter(({ resolve }) => !resolve);
  const fields = plain.map((field): [string, unknown] => [field.name, value(field.type, drawing, level + 1)]);
  return { __typename: type.name, ...Object.fromEntries(fields) };
}

function scalar(name: string, random: Random): unknown {
  if (name === 'Int') return random.below(1000);
  if (name === 'Boolean') return random.chance(50);
  if (name === 'DateTime') return new Date(random.below(2_000_000_000) * 1000);
  return `${name}${random.below(100)}`;
}

function sorted(input: unknown): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return Array.isArray(input) ? input.map(sorted) : input;
  }
  const entries = Object.entries(input).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, field]) => [key, sorted(field)]));
}
