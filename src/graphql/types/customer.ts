/** The type Customer. */

import { Directive, Field, ObjectType } from 'type-graphql';
import { ID } from './id.js';
import { Node } from './node.js';

@Directive('@key(fields: "id")')
@ObjectType({
  description: "A customer of the caller's organisation.",
  implements: Node,
  simpleResolvers: true,
})
export class Customer extends Node {
  @Field(() => ID, { description: 'The customerId. It has up to 19 digits: keep it as text.' })
  id: string;

  constructor(id: string) {
    super();
    this.id = id;
  }
}
