import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputObjectType,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';
import type { Random } from './random.js';

/** A document of one operation, with variables that mostly fit it. */
export interface RandomOperation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface RandomOperationOptions {
  /** How many of a hundred selections have a condition. */
  readonly conditions: number;
  /** Writes an argument in place of a random one. */
  readonly argument?: (field: string, argument: GraphQLArgument) => string | undefined;
}

/** Writes an operation that asks for anything that the schema has; now and then it is not valid. */
export function randomOperation(
  schema: GraphQLSchema,
  random: Random,
  options: RandomOperationOptions,
): RandomOperation {
  return new OperationWriter(schema, random, options).write();
}

interface Fragment {
  readonly name: string;
  readonly type: GraphQLCompositeType;
  text: string;
}

const MAX_DEPTH = 6;
const MAX_SELECTIONS = 60;

class OperationWriter {
  readonly #fragments: Fragment[] = [];
  readonly #variables = new Map<string, { readonly definition: string; readonly value: unknown }>();
  /** A response key means one field with one list of arguments, so that fields can be merged. */
  readonly #arguments = new Map<string, string>();
  #selections = 0;
  /** How many selections there are at the root. */
  #most = 0;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly random: Random,
    private readonly options: RandomOperationOptions,
  ) {}

  write(): RandomOperation {
    const kind = this.random.chance(35) ? 'mutation' : 'query';
    const root = kind === 'mutation' ? this.schema.getMutationType() : this.schema.getQueryType();
    if (!root) throw new Error(`The schema has no ${kind}`);
    // Several mutations are never compiled.
    this.#most = kind === 'mutation' && this.random.chance(80) ? 1 : 3;
    const body = this.#selectionSet(root, 0);
    const variables = [...this.#variables];
    const definitions = variables.map(([, { definition }]) => definition);
    const given = variables.filter(([, { value }]) => value !== undefined);
    const head = definitions.length > 0 ? `${kind} Q(${definitions.join(', ')})` : kind;
    const fragments = this.#fragments.map(
      ({ name, type, text }) => `fragment ${name} on ${type.name} ${text}`,
    );
    return {
      query: [`${head} ${body}`, ...fragments].join('\n'),
      variables: Object.fromEntries(given.map(([name, { value }]) => [name, value])),
    };
  }

  #selectionSet(type: GraphQLCompositeType, depth: number): string {
    const count = 1 + this.random.below(depth === 0 ? this.#most : 5);
    const selections = Array.from({ length: count }, () => this.#selection(type, depth));
    return `{ ${selections.join(' ')} }`;
  }

  #selection(type: GraphQLCompositeType, depth: number): string {
    this.#selections += 1;
    const isDeep = depth >= MAX_DEPTH || this.#selections > MAX_SELECTIONS;
    if (!isDeep && this.random.chance(25)) return this.#inlineFragment(type, depth);
    if (this.random.chance(20)) return this.#spread(type, depth, isDeep);
    return this.#field(type, depth, isDeep);
  }

  #inlineFragment(type: GraphQLCompositeType, depth: number): string {
    const inner = this.random.chance(30) ? null : this.#related(type);
    const on = inner ? ` on ${inner.name}` : '';
    return `...${on}${this.#condition()} ${this.#selectionSet(inner ?? type, depth + 1)}`;
  }

  #spread(type: GraphQLCompositeType, depth: number, isDeep: boolean): string {
    const usable = this.#fragments.filter(({ type: other, text }) => text !== '' && other === type);
    if (usable.length > 0 && (isDeep || this.random.chance(60))) {
      return `...${this.random.pick(usable).name}${this.#condition()}`;
    }
    if (isDeep) return '__typename';
    const fragment = { name: `F${this.#fragments.length}`, type: this.#related(type), text: '' };
    this.#fragments.push(fragment);
    fragment.text = this.#selectionSet(fragment.type, depth + 1);
    return `...${fragment.name}${this.#condition()}`;
  }

  #related(type: GraphQLCompositeType): GraphQLCompositeType {
    if (isAbstractType(type)) return this.random.pick([type, ...this.schema.getPossibleTypes(type)]);
    const interfaces = 'getInterfaces' in type ? type.getInterfaces() : [];
    return this.random.pick([type, type, ...interfaces]);
  }

  #field(type: GraphQLCompositeType, depth: number, isDeep: boolean): string {
    const fields = 'getFields' in type ? Object.values(type.getFields()) : [];
    const usable = isDeep ? fields.filter((field) => !isCompositeType(getNamedType(field.type))) : fields;
    if (usable.length === 0 || this.random.chance(8)) return `__typename${this.#condition()}`;
    const field = this.random.pick(usable);
    const alias = this.random.chance(30) ? `${this.#aliasOf(field.name)}: ` : '';
    const args = this.#argumentsOf(`${type.name} ${alias}${field.name}`, field);
    const named = getNamedType(field.type);
    const below = isCompositeType(named) ? ` ${this.#selectionSet(named, depth + 1)}` : '';
    return `${alias}${field.name}${args}${this.#condition()}${below}`;
  }

  /** Mostly an alias of this field alone, so that fields can be merged; the others have trapped executors before. */
  #aliasOf(field: string): string {
    if (this.random.chance(4)) return this.random.pick(['__proto__', 'constructor', 'idx0', `a_${field}`]);
    return `${this.random.pick(['a', 'b'])}${field}`;
  }

  #argumentsOf(key: string, field: GraphQLField<unknown, unknown>): string {
    const known = this.#arguments.get(key);
    if (known !== undefined) return known;
    const given = field.args.flatMap((argument) => {
      const isRequired = isNonNullType(argument.type) && argument.defaultValue === undefined;
      if (!isRequired && this.random.chance(50)) return [];
      const written =
        this.options.argument?.(field.name, argument) ?? this.#value(argument.type, argument, 0);
      return [`${argument.name}: ${written}`];
    });
    const text = given.length > 0 ? `(${given.join(', ')})` : '';
    this.#arguments.set(key, text);
    return text;
  }

  #condition(): string {
    if (!this.random.chance(this.options.conditions)) return '';
    const directive = this.random.pick(['include', 'skip']);
    const value = this.random.chance(50) ? String(this.random.chance(50)) : this.#conditionVariable();
    return ` @${directive}(if: ${value})`;
  }

  #conditionVariable(): string {
    const [type, value] = this.random.pick([
      ['Boolean!', true],
      ['Boolean!', false],
      ['Boolean! = true', undefined],
      ['Boolean = false', null],
      ['Boolean = true', undefined],
    ] as const);
    return this.#variable(type, value);
  }

  #variable(type: string, value: unknown): string {
    const name = `v${this.#variables.size}`;
    this.#variables.set(name, { definition: `$${name}: ${type}`, value });
    return `$${name}`;
  }

  #value(type: GraphQLInputType, place: GraphQLArgument | GraphQLInputField, depth: number): string {
    if (this.random.chance(depth > 2 ? 10 : 30)) return this.#variableFor(type, place);
    if (!isNonNullType(type) && this.random.chance(10)) return 'null';
    return this.#literal(isNonNullType(type) ? type.ofType : type, depth);
  }

  /** A variable may be nullable where null may not be, if there is a default. */
  #variableFor(type: GraphQLInputType, { defaultValue }: GraphQLArgument | GraphQLInputField): string {
    const bare = isNonNullType(type) ? type.ofType : type;
    const mayBeNull = !isNonNullType(type) || defaultValue !== undefined;
    const declared = mayBeNull && this.random.chance(70) ? String(bare) : `${String(bare)}!`;
    const value = this.#jsonValue(bare);
    const outcome = this.random.below(10);
    if (declared.endsWith('!')) return this.#variable(declared, outcome === 0 ? null : value);
    if (outcome < 2) return this.#variable(declared, null);
    return this.#variable(declared, outcome < 4 ? undefined : value);
  }

  #literal(type: GraphQLInputType, depth: number): string {
    if (isNonNullType(type)) return this.#literal(type.ofType, depth);
    if (isListType(type)) return this.#listLiteral(type.ofType, depth);
    if (isEnumType(type)) return this.random.pick(type.getValues()).name;
    if (!isInputObjectType(type)) return JSON.stringify(this.#scalar(type.name));
    if (type.isOneOf && this.random.chance(95)) return this.#oneMember(type);
    const fields = Object.values(type.getFields()).flatMap((field) => {
      const isRequired = isNonNullType(field.type) && field.defaultValue === undefined;
      if (!isRequired && this.random.chance(40)) return [];
      return [`${field.name}: ${this.#value(field.type, field, depth + 1)}`];
    });
    return `{ ${fields.join(', ')} }`;
  }

  /** A variable for the only member may not be nullable. */
  #oneMember(type: GraphQLInputObjectType): string {
    const { name, type: memberType } = this.random.pick(Object.values(type.getFields()));
    const value = this.#jsonValue(memberType);
    const isVariable = this.random.chance(50);
    return `{ ${name}: ${isVariable ? this.#variable(`${String(memberType)}!`, value) : this.#literal(memberType, 0)} }`;
  }

  #listLiteral(type: GraphQLInputType, depth: number): string {
    if (this.random.chance(20)) return this.#literal(type, depth);
    const items = Array.from({ length: this.random.below(3) }, () => this.#literal(type, depth + 1));
    return `[${items.join(', ')}]`;
  }

  #jsonValue(type: GraphQLInputType): unknown {
    if (isNonNullType(type)) return this.#jsonValue(type.ofType);
    if (isListType(type)) {
      if (this.random.chance(20)) return this.#jsonValue(type.ofType);
      return Array.from({ length: this.random.below(3) }, () => this.#jsonValue(type.ofType));
    }
    if (isEnumType(type))
      return this.random.chance(95) ? this.random.pick(type.getValues()).name : 'NO_VALUE';
    if (!isInputObjectType(type)) return this.random.chance(95) ? this.#scalar(type.name) : { wrong: true };
    if (type.isOneOf && this.random.chance(95)) {
      const member = this.random.pick(Object.values(type.getFields()));
      return { [member.name]: this.#jsonValue(member.type) };
    }
    const fields = Object.values(type.getFields()).flatMap((field): [string, unknown][] => {
      const isRequired = isNonNullType(field.type) && field.defaultValue === undefined;
      if (!isRequired && this.random.chance(40)) return [];
      const mayBeNull = !isNonNullType(field.type) || this.random.chance(5);
      return [[field.name, mayBeNull && this.random.chance(15) ? null : this.#jsonValue(field.type)]];
    });
    return Object.fromEntries(this.random.chance(50) ? fields : fields.reverse());
  }

  #scalar(name: string): unknown {
    if (name === 'Int') return this.random.pick([0, 1, 2, 50, 100]);
    if (name === 'Boolean') return this.random.chance(50);
    if (name === 'ID') return this.random.pick(['1', '469', 57099, 'x']);
    return this.random.pick(['a', '', 'b"c', `__MAGIC_DATE__33a9e76d_02e0_4128_8e92_3530ad3da74d0`]);
  }
}
