/** The type Customer. */

import { Directive, Field, ObjectType } from 'type-graphql';
import { ID } from './id.js';

@Directive('@key(fields: "id")')
@ObjectType({ description: 'A customer of the organisation whose client calls.', simpleResolvers: true })
export class Customer {
  @Field(() => ID, { description: 'The customerId: up to 19 digits, so keep it as text.' })
  id!: string;
}
