/** The query promotionErrors. */

import { Ctx, Directive, Field, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { faults } from '../../domain/errors/errors.js';
import { catalogue } from '../../domain/errors/error-catalogue.js';
import type { Disposition, ErrorCode, ErrorScope } from '../../domain/errors/error-codes.js';
import type { Scope } from '../../request/scope.js';
import { assumedSize } from '../types/page-size.js';
import { DispositionEnum, ErrorCodeEnum, ErrorScopeEnum } from '../types/enums.js';

@ObjectType({ description: 'An expected failure, and what to do about it.', simpleResolvers: true })
export abstract class PromotionErrorEntry {
  @Field(() => ErrorCodeEnum, { description: 'The code. A code may have several entries.' })
  code!: ErrorCode;

  @Field(() => Int, {
    nullable: true,
    description: 'The code of the REST operation; null when it has none.',
  })
  restCode!: number | null;

  @Field(() => String, { description: 'The text of CustomerError.message.' })
  message!: string;

  @Field(() => DispositionEnum, { description: 'What to do next.' })
  disposition!: Disposition;

  @Field(() => ErrorScopeEnum, { description: 'Whether the error concerns one customer or the whole call.' })
  scope!: ErrorScope;

  @Field(() => String, {
    nullable: true,
    description: 'How to cause it with the demo data. Null when the gateway has no demo data.',
  })
  example!: string | null;
}

/** Resolves the catalogue of failures. */
@Resolver()
export class PromotionErrorsResolver {
  @Directive(assumedSize(faults.length))
  @Query(() => [PromotionErrorEntry], {
    description: 'Every expected failure, in the order in which the gateway checks them.',
  })
  promotionErrors(@Ctx() { errorExamples }: Scope): PromotionErrorEntry[] {
    return faults.map((fault) => ({ ...catalogue[fault], example: errorExamples?.[fault] ?? null }));
  }
}
