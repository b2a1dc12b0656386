/** The query errorCatalog. */

import { Ctx, Field, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { catalogue, type CatalogueEntry, type Fault } from '../../domain/errors.js';
import type { Disposition, ErrorCode, ErrorScope } from '../../domain/error-codes.js';
import type { Scope } from '../../request/scope.js';
import { DispositionEnum, ErrorCodeEnum, ErrorScopeEnum } from '../types/enums.js';

@ObjectType({ description: 'One failure to expect, and what to do about it.', simpleResolvers: true })
export class ErrorCatalogEntry {
  @Field(() => ErrorCodeEnum, { description: 'The code. One code may have several entries.' })
  code!: ErrorCode;

  @Field(() => Int, {
    nullable: true,
    description: 'The number that the REST operation uses; null where it has none.',
  })
  restCode!: number | null;

  @Field(() => String, { description: 'What CustomerError.message says.' })
  message!: string;

  @Field(() => DispositionEnum, { description: 'What to do next.' })
  disposition!: Disposition;

  @Field(() => ErrorScopeEnum, { description: 'Whether one customer is concerned, or the whole call.' })
  scope!: ErrorScope;

  @Field(() => String, {
    nullable: true,
    description: 'How to see it with the demo data. Null where the gateway has no demo data.',
  })
  example!: string | null;
}

/** Lists the failures to expect. */
@Resolver()
export class ErrorCatalogResolver {
  @Query(() => [ErrorCatalogEntry], { description: 'Every failure to expect, in the order of the checks.' })
  errorCatalog(@Ctx() { errorExamples }: Scope): ErrorCatalogEntry[] {
    const entries = Object.entries(catalogue) as [Fault, CatalogueEntry][];
    return entries.map(([fault, entry]) => ({ ...entry, example: errorExamples?.[fault] ?? null }));
  }
}
