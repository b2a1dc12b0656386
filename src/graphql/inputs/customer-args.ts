/** The arguments that name a customer. */

import { ArgsType, Field } from 'type-graphql';
import type { CustomerSource, IdentifierName } from '../../domain/customer.js';
import { CustomerSourceEnum, IdentifierNameEnum } from '../types/enums.js';

/** How a customer is named that stands by itself. */
@ArgsType()
export class CustomerArgs {
  @Field(() => IdentifierNameEnum, { description: 'The kind of identifier.' })
  identifierName!: IdentifierName;

  @Field(() => String, { description: 'The identifier, of the kind given in identifierName.' })
  identifierValue!: string;

  @Field(() => CustomerSourceEnum, {
    defaultValue: 'ALL',
    description: 'The source under which the customer registered it. ALL searches every source.',
  })
  source!: CustomerSource;
}
