import { Field, ObjectType } from 'type-graphql';
import { ID } from './id.js';

@ObjectType({ description: 'A customer of the organisation.', simpleResolvers: true })
export class Customer {
  @Field(() => ID, { description: 'The customerId: digits.' })
  id!: string;
}
