/** The union Success | CustomerError. */

import { createUnionType, Field, Int, ObjectType } from 'type-graphql';
import { ID } from './id.js';
import type { Disposition, ErrorCode, ErrorScope } from '../../domain/error-codes.js';
import { Customer } from './customer.js';
import { DateTime } from './date-time.js';
import { DispositionEnum, ErrorCodeEnum, ErrorScopeEnum } from './enums.js';
import { Promotion } from './promotion.js';

@ObjectType({
  description: 'Something worth knowing about a result that was achieved all the same.',
  simpleResolvers: true,
})
export class Warning {
  @Field(() => Int, { nullable: true, description: 'The number that the REST operation uses.' })
  restCode!: number | null;

  @Field(() => String, { description: 'What it is, for people.' })
  message!: string;
}

@ObjectType({ description: 'It was done for this customer.', simpleResolvers: true })
export class Success {
  @Field(() => Int, { description: 'The position in the input: this is the result of customers[index].' })
  index!: number;

  @Field(() => String, { description: 'The identifier as the input had it.' })
  identifierValue!: string;

  @Field(() => Customer, { description: 'The customer who has this identifier.' })
  customer!: Customer;

  @Field(() => Promotion, { description: 'The promotion of the call.' })
  promotion!: Promotion;

  @Field(() => ID, {
    description:
      'The enrolment that this is about: the new one, the one earned under, or the one taken back. On a Direct Issue promotion a placeholder, kept for symmetry with REST.',
  })
  issualId!: string;

  @Field(() => ID, { nullable: true, description: 'The new earning; null but after earnPromotion.' })
  earnedId!: string | null;

  @Field(() => [ID], {
    nullable: true,
    description: 'The earnings that were taken back; null but after revokeEarnings.',
  })
  revokedEarnedIds!: readonly string[] | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the new enrolment or earning lapses; null after a revocation.',
  })
  expiresAt!: Date | null;

  @Field(() => [Warning], { description: 'What is worth knowing all the same; usually nothing.' })
  warnings!: Warning[];

  constructor(fields: Success) {
    // One by one: the engine takes a shape that is the same each time, and Object.assign a list of names.
    this.index = fields.index;
    this.identifierValue = fields.identifierValue;
    this.customer = fields.customer;
    this.promotion = fields.promotion;
    this.issualId = fields.issualId;
    this.earnedId = fields.earnedId;
    this.revokedEarnedIds = fields.revokedEarnedIds;
    this.expiresAt = fields.expiresAt;
    this.warnings = fields.warnings;
  }
}

@ObjectType({
  description: 'It was not done for this customer, for a reason to expect.',
  simpleResolvers: true,
})
export class CustomerError {
  @Field(() => Int, {
    description: 'The position in the input: this is the result of customers[index]. 0 in requestError.',
  })
  index!: number;

  @Field(() => String, {
    description: 'The identifier as the input had it. In requestError that of the first customer, if any.',
  })
  identifierValue!: string;

  @Field(() => ErrorCodeEnum, {
    nullable: true,
    description:
      'What went wrong. Null only where an older copy of this schema does not know the code: read restCode and disposition then.',
  })
  code!: ErrorCode | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The number that the REST operation uses, such as 8015.',
  })
  restCode!: number | null;

  @Field(() => String, { description: 'What went wrong, in English, for whoever builds the app.' })
  message!: string;

  @Field(() => DispositionEnum, { description: 'What to do next; closed for ever, apps branch on this.' })
  disposition!: Disposition;

  @Field(() => Int, {
    nullable: true,
    description: 'After how many milliseconds to send the call again, where that is known.',
  })
  retryAfterMs!: number | null;

  @Field(() => ErrorScopeEnum, { description: 'Whether this customer is concerned, or the whole call.' })
  scope!: ErrorScope;

  @Field(() => [String], {
    nullable: true,
    description:
      'The path into the input where one place is at fault, such as customers, 1, identifierValue.',
  })
  field!: string[] | null;

  constructor(fields: CustomerError) {
    this.index = fields.index;
    this.identifierValue = fields.identifierValue;
    this.code = fields.code;
    this.restCode = fields.restCode;
    this.message = fields.message;
    this.disposition = fields.disposition;
    this.retryAfterMs = fields.retryAfterMs;
    this.scope = fields.scope;
    this.field = fields.field;
  }
}

// Members are told apart by their class: a resolveType of our own would cost a promise for every item.
export const CustomerResult = createUnionType({
  name: 'CustomerResult',
  description:
    'What became of one customer: it was done, or it was not. The union stays at these two members for ever.',
  types: () => [Success, CustomerError] as const,
});
