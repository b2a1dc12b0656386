/** The arguments that name a customer. */

import { ArgsType, Field } from 'type-graphql';
import type { CustomerSource, IdentifierName } from '../../domain/customer.js';
import { LoyaltyCustomerBy, type CustomerNames } from './named-by.js';
import { CustomerSourceEnum, IdentifierNameEnum } from '../types/enums.js';

/** The arguments that name a single customer. */
@ArgsType()
export class CustomerArgs implements CustomerNames {
  @Field(() => LoyaltyCustomerBy, {
    nullable: true,
    description: 'The customer. This, or identifierName and identifierValue, is required.',
  })
  by?: LoyaltyCustomerBy | null;

  @Field(() => IdentifierNameEnum, { nullable: true, description: 'The kind of identifier.' })
  identifierName?: IdentifierName | null;

  @Field(() => String, {
    nullable: true,
    description: 'The identifier, of the kind given in identifierName.',
  })
  identifierValue?: string | null;

  @Field(() => CustomerSourceEnum, {
    defaultValue: 'ALL',
    description: 'The source under which the customer registered it. ALL searches every source.',
  })
  source!: CustomerSource;
}
