import { Scope, type Binding } from './scope.js';
import {
  asKind,
  columnOf,
  forEachStatement,
  isNode,
  nodesOf,
  onlyEntry,
  parseStatement,
  type Node,
} from './syntax-tree.js';

/** A table that a statement reads or writes, and the parameters that its organisation_id is equal to. */
export interface TableUse {
  readonly table: string;
  readonly parameters: readonly number[];
}

/** Kinds of statements that touch no row; ANALYZE counts them. */
const WITHOUT_ROWS = [
  'TransactionStmt',
  'VacuumStmt',
  'VariableSetStmt',
  'VariableShowStmt',
  'ListenStmt',
  'UnlistenStmt',
];

/** A column that a statement answers, and what it is bound to if it is an organisation_id or a parameter. */
interface OutputColumn {
  /** `*` stands for all columns of its relations. */
  readonly name: string;
  readonly binding: Binding;
}
type Output = readonly OutputColumn[];
type Queries = ReadonlyMap<string, Output>;

/**
 * Finds every use of a table with organisations in a statement: by WHERE, by the ON of joins, by the values of an
 * INSERT, through subqueries and common table expressions.
 */
export function tableUses(text: string, tenantTables: ReadonlySet<string>): TableUse[] {
  const [kind, node] = parseStatement(text);
  if (WITHOUT_ROWS.includes(kind)) return [];
  const analysis = new Analysis(tenantTables);
  if (kind === 'LockStmt') nodesOf(node.relations).forEach((relation) => analysis.useWhole(relation));
  else analysis.visit({ [kind]: node }, null, new Map());
  return analysis.uses;
}

class Analysis {
  readonly uses: TableUse[] = [];

  constructor(private readonly tenantTables: ReadonlySet<string>) {}

  useWhole(wrapped: Node): void {
    this.#use(String(asKind('RangeVar', wrapped)?.relname), null);
  }

  visit(wrapped: Node, outer: Scope | null, known: Queries): Output {
    const [kind, node] = onlyEntry(wrapped);
    const queries = this.#visitQueries(node, outer, known);
    switch (kind) {
      case 'SelectStmt':
        return this.#visitSelect(node, outer, queries);
      case 'InsertStmt':
        return this.#visitInsert(node, outer, queries);
      case 'UpdateStmt':
      case 'DeleteStmt':
        return this.#visitChange(node, outer, queries);
      default:
        throw new Error(`A statement of the kind ${kind} is not understood: teach it to test/tenants`);
    }
  }

  #visitQueries({ withClause }: Node, outer: Scope | null, known: Queries): Queries {
    const queries = new Map(known);
    for (const wrapped of nodesOf(isNode(withClause) ? withClause.ctes : [])) {
      const query = asKind('CommonTableExpr', wrapped) ?? {};
      queries.set(String(query.ctename), this.visit(query.ctequery as Node, outer, queries));
    }
    return queries;
  }

  #visitSelect(node: Node, outer: Scope | null, queries: Queries): Output {
    if (isNode(node.larg) && isNode(node.rarg)) {
      const one = this.visit({ SelectStmt: node.larg }, outer, queries);
      const other = this.visit({ SelectStmt: node.rarg }, outer, queries);
      return one.map(({ name, binding }, i) => ({
        name,
        binding: union(binding, other[i]?.binding ?? null),
      }));
    }
    const scope = new Scope(outer);
    this.#from(nodesOf(node.fromClause), scope, queries, node.whereClause);
    this.#finish(scope, queries, [node.targetList, node.havingClause, node.sortClause, node.valuesLists]);
    return outputOf(nodesOf(node.targetList), scope);
  }

  #visitInsert(node: Node, outer: Scope | null, queries: Queries): Output {
    const { relname } = node.relation as Node;
    const columns = nodesOf(node.cols).map((column) => asKind('ResTarget', column)?.name);
    const position = columns.indexOf('organisation_id');
    const select = asKind('SelectStmt', node.selectStmt) ?? {};
    const binding = position < 0 ? null : this.#insertedBinding(select, position, outer, queries);
    const { onConflictClause: conflict } = node;
    const isSafe = !isNode(conflict) || conflict.action !== 'ONCONFLICT_UPDATE' || isOfOrganisation(conflict);
    const scope = new Scope(outer);
    const hasOrganisation = this.tenantTables.has(String(relname));
    scope.add({ name: String(relname), table: null, hasOrganisation }, binding);
    this.#use(String(relname), isSafe ? binding : null);
    this.#finish(scope, queries, [node.returningList, conflict]);
    return outputOf(nodesOf(node.returningList), scope);
  }

  #insertedBinding(select: Node, position: number, outer: Scope | null, queries: Queries): Binding {
    const scope = new Scope(outer);
    const rows = nodesOf(select.valuesLists).map((row) => nodesOf(asKind('List', row)?.items));
    if (rows.length === 0) {
      const output = this.#visitSelect(select, outer, this.#visitQueries(select, outer, queries));
      const comesFirst = output.slice(0, position).every(({ name }) => name !== '*');
      return comesFirst ? (output[position]?.binding ?? null) : null;
    }
    this.#finish(scope, queries, [rows]);
    return rows.map((row) => scope.resolve(row[position])).reduce(union);
  }

  #visitChange(node: Node, outer: Scope | null, queries: Queries): Output {
    const scope = new Scope(outer);
    const sources = [...nodesOf(node.fromClause), ...nodesOf(node.usingClause)];
    this.#from([{ RangeVar: node.relation }, ...sources], scope, queries, node.whereClause);
    const movesRows = nodesOf(node.targetList).some(
      (target) => asKind('ResTarget', target)?.name === 'organisation_id',
    );
    if (movesRows) this.#use(String((node.relation as Node).relname), null);
    this.#finish(scope, queries, [node.targetList, node.returningList]);
    return outputOf(nodesOf(node.returningList), scope);
  }

  /** Takes in what a statement reads from: tables first, since lateral subqueries look at them. */
  #from(items: readonly Node[], scope: Scope, queries: Queries, where: unknown): void {
    const derived: (() => void)[] = [];
    const conditions: unknown[] = [where];
    for (const item of items) this.#fromItem(item, scope, queries, derived, conditions);
    const all = () => scope.relations.map(({ name }) => name);
    scope.require(where, all());
    for (const visit of derived) visit();
    scope.require(where, all());
    for (const { table, name, hasOrganisation } of scope.relations) {
      if (table !== null) this.#use(table, scope.bindingOf({ table, name, hasOrganisation }));
    }
    this.#finish(scope, queries, conditions);
  }

  /** @returns the names of the relations of the item */
  #fromItem(
    item: Node,
    scope: Scope,
    queries: Queries,
    derived: (() => void)[],
    conditions: unknown[],
  ): string[] {
    const [kind, node] = onlyEntry(item);
    if (kind === 'JoinExpr') {
      const left = this.#fromItem(node.larg as Node, scope, queries, derived, conditions);
      const right = this.#fromItem(node.rarg as Node, scope, queries, derived, conditions);
      const restricted = { JOIN_INNER: [...left, ...right], JOIN_LEFT: right, JOIN_RIGHT: left }[
        String(node.jointype)
      ];
      conditions.push(node.quals);
      scope.require(node.quals, restricted ?? []);
      derived.push(() => scope.require(node.quals, restricted ?? []));
      return [...left, ...right];
    }
    const relname = String(node.relname);
    const name = isNode(node.alias) ? String(node.alias.aliasname) : relname;
    if (kind === 'RangeVar') this.#fromTable(relname, name, scope, queries);
    else if (kind === 'RangeSubselect') {
      derived.unshift(() => {
        addDerived(name, this.visit(node.subquery as Node, scope, queries), scope);
      });
    } else conditions.push(node);
    return [name];
  }

  #fromTable(relname: string, name: string, scope: Scope, queries: Queries): void {
    const query = queries.get(relname);
    if (query) addDerived(name, query, scope);
    else if (this.tenantTables.has(relname)) scope.add({ name, table: relname, hasOrganisation: true });
  }

  #finish(scope: Scope, queries: Queries, parts: readonly unknown[]): void {
    forEachStatement(parts, (statement) => this.visit(statement, scope, queries));
  }

  #use(table: string, binding: Binding): void {
    if (this.tenantTables.has(table)) this.uses.push({ table, parameters: [...(binding ?? [])] });
  }
}

function addDerived(name: string, output: Output, scope: Scope): void {
  const column = output.find((one) => one.name === 'organisation_id' || (one.name === '*' && one.binding));
  scope.add({ name, table: null, hasOrganisation: column !== undefined }, column?.binding);
}

function outputOf(targets: readonly Node[], scope: Scope): Output {
  return targets.map((wrapped) => {
    const target = asKind('ResTarget', wrapped) ?? {};
    const column = columnOf(target.val);
    if (column?.name === '*') return { name: '*', binding: bindingOfAll(column.qualifier, scope) };
    const name = typeof target.name === 'string' ? target.name : (column?.name ?? '');
    return { name, binding: scope.resolve(target.val) };
  });
}

/** What the columns organisation_id of a star are bound to. */
function bindingOfAll(qualifier: string | null, scope: Scope): Binding {
  const own = scope.relations.filter(({ name }) => qualifier === null || name === qualifier);
  const tenants = own.filter(({ hasOrganisation }) => hasOrganisation);
  return tenants.length === 0 ? null : tenants.map((relation) => scope.bindingOf(relation)).reduce(union);
}

function isOfOrganisation({ infer }: Node): boolean {
  const elements = nodesOf(isNode(infer) ? infer.indexElems : []);
  return elements.some((element) => asKind('IndexElem', element)?.name === 'organisation_id');
}

/** Both are bound, or it counts as if neither were. */
function union(one: Binding, other: Binding): Binding {
  return one && other ? new Set([...one, ...other]) : null;
}
