/** The inputs that name a customer or a promotion in exactly one way. */

import { isInputObjectType, type GraphQLSchema } from 'graphql';
import { Field, InputType } from 'type-graphql';
import { identifierNames, type IdentifierName } from '../../domain/customer.js';
import { Problem } from '../../http/problem.js';
import { ID } from '../types/id.js';

@InputType({ description: 'A customer, named by exactly one identifier.' })
export abstract class LoyaltyCustomerBy {
  @Field(() => ID, { nullable: true, description: 'The customerId.' })
  id?: string | null;

  @Field(() => String, { nullable: true, description: 'A mobile number with country code.' })
  mobile?: string | null;

  @Field(() => String, { nullable: true, description: 'An email address.' })
  email?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The id of the customer in a system of the organisation.',
  })
  externalId?: string | null;
}

@InputType({ description: 'A promotion of a program, named in exactly one way.' })
export abstract class LoyaltyPromotionBy {
  @Field(() => ID, { nullable: true, description: "The promotion's id." })
  id?: string | null;

  @Field(() => String, { nullable: true, description: "The promotion's external identifier." })
  promoIdentifier?: string | null;
}

const oneOf = [LoyaltyCustomerBy, LoyaltyPromotionBy];

/** Makes the inputs refuse more than one member, for which type-graphql has no option. */
export function requireOneMember(schema: GraphQLSchema): void {
  for (const { name } of oneOf) {
    const type = schema.getType(name);
    if (!isInputObjectType(type)) throw new Error(`The schema has no input ${name}`);
    type.isOneOf = true;
  }
}

/** The member for each kind of identifier. */
const memberOf: Record<IdentifierName, keyof LoyaltyCustomerBy> = {
  ID: 'id',
  MOBILE: 'mobile',
  EMAIL: 'email',
  EXTERNAL_ID: 'externalId',
};

/** An identifier and its kind. */
export interface NamedIdentifier {
  readonly identifierName: IdentifierName;
  readonly identifierValue: string;
}

/** Both ways of naming a customer. */
export interface CustomerNames {
  readonly by?: LoyaltyCustomerBy | null;
  readonly identifierName?: IdentifierName | null;
  readonly identifierValue?: string | null;
}

/** @throws Problem 400 where neither way or both are used */
export function namedCustomer({ by, identifierName, identifierValue }: CustomerNames): NamedIdentifier {
  const isPair = typeof identifierName === 'string' && typeof identifierValue === 'string';
  if (!by && isPair) return { identifierName, identifierValue };
  const name = by && identifierNames.find((one) => typeof by[memberOf[one]] === 'string');
  if (!name || identifierName || identifierValue) {
    throw new Problem(400, 'BAD_USER_INPUT', 'Send by, or identifierName and identifierValue');
  }
  return { identifierName: name, identifierValue: by[memberOf[name]] ?? '' };
}

/** Both ways of naming a promotion. */
export interface PromotionNames {
  readonly promotionId?: string | null;
  readonly promoIdentifier?: string | null;
}

/** @throws Problem 400 where both ways are used */
export function namedPromotion(
  by: LoyaltyPromotionBy | null | undefined,
  names: PromotionNames,
): PromotionNames {
  if (!by) return names;
  if (names.promotionId || names.promoIdentifier) {
    const message = 'Name the promotion in one way: by a oneOf input, or by promotionId and promoIdentifier';
    throw new Problem(400, 'BAD_USER_INPUT', message);
  }
  return { promotionId: by.id ?? null, promoIdentifier: by.promoIdentifier ?? null };
}
