/** The arguments that name a customer. */

import { ArgsType, Field } from 'type-graphql';
import type { CustomerSource, IdentifierName } from '../../domain/customer.js';
import { CustomerSourceEnum, IdentifierNameEnum } from '../types/enums.js';

/** How a customer is named that stands by itself. */
@ArgsType()
export class CustomerArgs {
  @Field(() => IdentifierNameEnum, { description: 'By what the customer is named.' })
  identifierName!: IdentifierName;

  @Field(() => String, { description: 'The identifier, of the kind that identifierName says.' })
  identifierValue!: string;

  @Field(() => CustomerSourceEnum, { description: 'Where the customer registered with it.' })
  source!: CustomerSource;
}
