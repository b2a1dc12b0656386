import { asKind, columnOf, conjunctsOf, parameterOf, type Node } from './syntax-tree.js';

/** The parameters that an organisation_id is equal to; null where it is equal to none. */
export type Binding = ReadonlySet<number> | null;

/** What a statement reads from or writes to, by the name that it has there. */
export interface Relation {
  readonly name: string;
  /** The table, where it is one that has organisations. */
  readonly table: string | null;
  /** Whether it has a column organisation_id. */
  readonly hasOrganisation: boolean;
}

/** An equality of two expressions, and the relations whose rows it restricts. */
interface Equality {
  readonly sides: readonly [unknown, unknown];
  readonly restricts: ReadonlySet<string>;
}

/** The relations of one statement, inside of those of the statements around it. */
export class Scope {
  readonly relations: Relation[] = [];
  readonly #equalities: Equality[] = [];
  readonly #bindings = new Map<string, Binding>();

  constructor(private readonly outer: Scope | null) {}

  add(relation: Relation, binding: Binding = null): void {
    this.relations.push(relation);
    this.#bindings.set(relation.name, binding);
  }

  /** Takes in a condition; in an outer join it restricts one side only. */
  require(condition: unknown, restricts: readonly string[]): void {
    for (const conjunct of conjunctsOf(condition)) {
      const sides = sidesOfEquality(conjunct);
      if (sides) this.#equalities.push({ sides, restricts: new Set(restricts) });
    }
    this.#bindAll();
  }

  bindingOf(relation: Relation): Binding {
    return this.#bindings.get(relation.name) ?? null;
  }

  /** What an expression is bound to that is a parameter, or the organisation_id of a relation. */
  resolve(expression: unknown): Binding {
    const parameter = parameterOf(expression);
    if (parameter !== null) return new Set([parameter]);
    const [scope, relation] = this.#ownerOf(expression) ?? [];
    return scope && relation ? scope.bindingOf(relation) : null;
  }

  #bindAll(): void {
    for (let changed = true; changed;) {
      changed = this.#equalities.some(({ sides: [one, other], restricts }) => {
        return this.#bind(one, other, restricts) || this.#bind(other, one, restricts);
      });
    }
  }

  /** @returns whether that was new */
  #bind(column: unknown, value: unknown, restricts: ReadonlySet<string>): boolean {
    const [scope, relation] = this.#ownerOf(column) ?? [];
    if (scope !== this || !relation || !restricts.has(relation.name) || this.bindingOf(relation))
      return false;
    const binding = this.resolve(value);
    if (binding) this.#bindings.set(relation.name, binding);
    return binding !== null;
  }

  /** The relation whose organisation_id an expression is, and its scope. */
  #ownerOf(expression: unknown): readonly [Scope, Relation] | null {
    const column = columnOf(expression);
    if (column?.name !== 'organisation_id') return null;
    const { qualifier } = column;
    const own = this.relations.filter(({ name, hasOrganisation }) =>
      qualifier === null ? hasOrganisation : name === qualifier,
    );
    const [relation, ...others] = own;
    if (relation) return others.length === 0 ? [this, relation] : null;
    return this.outer ? this.outer.#ownerOf(expression) : null;
  }
}

function sidesOfEquality(condition: Node): readonly [unknown, unknown] | null {
  const comparison = asKind('A_Expr', condition);
  if (comparison?.kind !== 'AEXPR_OP') return null;
  const [operator] = comparison.name as Node[];
  return asKind('String', operator)?.sval === '=' ? [comparison.lexpr, comparison.rexpr] : null;
}
