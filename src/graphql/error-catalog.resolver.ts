import { Field, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { catalogue, type Disposition, type ErrorCode, type ErrorScope } from '../domain/errors.js';
import { DispositionEnum, ErrorCodeEnum, ErrorScopeEnum } from './enums.js';

@ObjectType({ description: 'One failure to expect, and what to do about it.', simpleResolvers: true })
export class ErrorCatalogEntry {
  @Field(() => ErrorCodeEnum, { description: 'The code. One code may have several entries.' })
  code!: ErrorCode;

  @Field(() => Int, { nullable: true, description: 'The number that the REST operation uses.' })
  restCode!: number | null;

  @Field(() => String, { description: 'What is said to people.' })
  message!: string;

  @Field(() => DispositionEnum, { description: 'What to do.' })
  disposition!: Disposition;

  @Field(() => ErrorScopeEnum, { description: 'Whether one customer is concerned, or the whole call.' })
  scope!: ErrorScope;
}

/** Lists the failures to expect. */
@Resolver()
export class ErrorCatalogResolver {
  @Query(() => [ErrorCatalogEntry], { description: 'Every failure to expect, in the order of the checks.' })
  errorCatalog(): ErrorCatalogEntry[] {
    return Object.values(catalogue);
  }
}
