/** Relay connections: pages, cursors and their arguments. */

import { ArgsType, Directive, Field, Int, ObjectType } from 'type-graphql';
import { Problem } from '../../http/problem.js';
import { readCursor, writeCursor, type List } from './cursor.js';
import { DEFAULT_FIRST, DEFAULT_FIRST_RECORDS, MAX_FIRST } from './page-size.js';

@Directive('@shareable')
@ObjectType({ description: 'The position of a page in its list.', simpleResolvers: true })
export abstract class PageInfo {
  @Field(() => Boolean, { description: 'Whether more items follow. Query them with after: endCursor.' })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'Whether the page was queried with a cursor.' })
  hasPreviousPage!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'The cursor of the first item; null on an empty page.',
  })
  startCursor!: string | null;

  @Field(() => String, { nullable: true, description: 'The cursor of the last item; null on an empty page.' })
  endCursor!: string | null;
}

/** The arguments of every connection. */
@ArgsType()
export abstract class PageArgs {
  @Field(() => Int, {
    nullable: true,
    defaultValue: DEFAULT_FIRST,
    description: 'The maximum number of items: 1 to 100. Null means the default.',
  })
  first?: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Returns the items after this cursor, which comes from the same query with the same arguments.',
  })
  after?: string | null;
}

/** The arguments of a connection within an item of another one. */
@ArgsType()
export class RecordPageArgs {
  @Field(() => Int, {
    nullable: true,
    defaultValue: DEFAULT_FIRST_RECORDS,
    description: 'The maximum number of items: 1 to 100. Null means the default.',
  })
  first?: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'Returns the items after this cursor, which comes from the same field of the same object.',
  })
  after?: string | null;
}

/** A requested page, checked. */
export interface PageRequest {
  readonly list: List;
  readonly first: number;
  /** The id after which the page begins; null means the beginning. */
  readonly after: string | null;
}

/** @throws Problem 400 for an impossible page */
export function readPage(args: PageArgs, list: List, defaultFirst = DEFAULT_FIRST): PageRequest {
  const { after } = args;
  const first = args.first ?? defaultFirst;
  if (first < 1 || first > MAX_FIRST) {
    throw new Problem(400, 'BAD_USER_INPUT', `first must be from 1 to ${MAX_FIRST}`);
  }
  return { list, first, after: after === undefined || after === null ? null : readCursor(list, after) };
}

/** A page of a list, as Relay's cursor connections have it. */
export interface Connection<Node> {
  readonly edges: { readonly node: Node; readonly cursor: string }[];
  readonly nodes: Node[];
  readonly pageInfo: PageInfo;
}

/** @param items the items of the page, and one more when more follow */
export function connectionOf<Item, Node>(
  { list, first, after }: PageRequest,
  items: readonly Item[],
  idOf: (item: Item) => string,
  present: (item: Item) => Node,
): Connection<Node> {
  const edges = items
    .slice(0, first)
    .map((item) => ({ node: present(item), cursor: writeCursor(list, idOf(item)) }));
  return {
    edges,
    get nodes() {
      return edges.map(({ node }) => node);
    },
    pageInfo: {
      hasNextPage: items.length > first,
      hasPreviousPage: after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
