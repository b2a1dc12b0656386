/** The type Customer. */

import { Directive, Field, ObjectType } from 'type-graphql';
import { ID } from './id.js';

@Directive('@key(fields: "id")')
@ObjectType({ description: "A customer of the caller's organisation.", simpleResolvers: true })
export abstract class Customer {
  @Field(() => ID, { description: 'The customerId. It has up to 19 digits: keep it as text.' })
  id!: string;
}
