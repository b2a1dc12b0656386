/** The union Success | CustomerError. */

import { createUnionType, Directive, Field, Int, ObjectType } from 'type-graphql';
import { ID } from './id.js';
import type { Disposition, ErrorCode, ErrorScope } from '../../domain/errors/error-codes.js';
import { Customer } from './customer.js';
import { DateTime } from './date-time.js';
import { DispositionEnum, ErrorCodeEnum, ErrorScopeEnum } from './enums.js';
import { assumedSize } from './page-size.js';
import { Promotion } from './promotion.js';

@ObjectType({
  description: 'A notice beside a success.',
  simpleResolvers: true,
})
export abstract class PromotionWarning {
  @Field(() => Int, { nullable: true, description: 'The code of the REST operation.' })
  restCode!: number | null;

  @Field(() => String, { description: 'The notice in English.' })
  message!: string;
}

@ObjectType({ description: 'The call succeeded for this customer.', simpleResolvers: true })
export class Success {
  @Field(() => Int, { description: 'The position in the input: this is the result of customers[index].' })
  index: number;

  @Field(() => String, { description: 'The identifier from the input.' })
  identifierValue: string;

  @Field(() => Customer, { description: 'The customer who has this identifier.' })
  customer: Customer;

  @Field(() => Promotion, {
    nullable: true,
    description:
      'The promotion of the call. It is null, with an error, only where a platform does not show its id or the name of its program after the call.',
  })
  promotion: Promotion;

  @Field(() => ID, {
    description:
      'The enrolment: the new one, the one earned under, or the revoked one. On a Direct Issue promotion it is a placeholder, as on REST. It is 0 after revokePromotionEarnings where a platform does not report it.',
  })
  issualId: string;

  @Field(() => ID, { nullable: true, description: 'The new earning; null except after earnPromotion.' })
  earnedId: string | null;

  @Field(() => [ID], {
    nullable: true,
    description: 'The revoked earnings; null except after revokePromotionEarnings.',
  })
  revokedEarnedIds: readonly string[] | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the new enrolment or earning expires; null after a revocation.',
  })
  expiresAt: Date | null;

  @Directive(assumedSize(1))
  @Field(() => [PromotionWarning], { description: 'Notices beside the success; usually none.' })
  warnings: PromotionWarning[];

  constructor(index: number, identifierValue: string, promotion: Promotion, fields: Achievement) {
    // One by one: the engine takes a shape that is the same each time, and Object.assign a list of names.
    this.index = index;
    this.identifierValue = identifierValue;
    this.customer = fields.customer;
    this.promotion = promotion;
    this.issualId = fields.issualId;
    this.earnedId = fields.earnedId;
    this.revokedEarnedIds = fields.revokedEarnedIds;
    this.expiresAt = fields.expiresAt;
    this.warnings = fields.warnings;
  }
}

/** The effect for a customer, without its position. */
export type Achievement = Omit<Success, 'index' | 'identifierValue' | 'promotion'>;

@ObjectType({
  description: 'The call failed for this customer, for an expected reason.',
  simpleResolvers: true,
})
export class CustomerError {
  @Field(() => Int, {
    description: 'The position in the input: this is the result of customers[index]. In requestError: 0.',
  })
  index: number;

  @Field(() => String, {
    description:
      'The identifier from the input. In requestError: that of the first customer, if there is one.',
  })
  identifierValue: string;

  @Field(() => ErrorCodeEnum, {
    nullable: true,
    description:
      'The cause. Null only for clients with an older copy of this schema that lacks the code: read restCode and disposition then.',
  })
  code: ErrorCode | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The code of the REST operation, such as 8015.',
  })
  restCode: number | null;

  @Field(() => String, { description: 'The cause in English, for developers.' })
  message: string;

  @Field(() => DispositionEnum, {
    description: 'What to do next. These values never change, so apps branch on them.',
  })
  disposition: Disposition;

  @Field(() => Int, {
    nullable: true,
    description: 'The milliseconds to wait before sending the call again, when known.',
  })
  retryAfterMs: number | null;

  @Field(() => ErrorScopeEnum, { description: 'Whether the error concerns this customer or the whole call.' })
  scope: ErrorScope;

  @Field(() => [String], {
    nullable: true,
    description: 'The path of the wrong value in the input, such as customers, 1, identifierValue.',
  })
  field: string[] | null;

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

// Members are distinguished by their class: a resolveType of our own would cost a promise for every item.
export const PromotionResult = createUnionType({
  name: 'PromotionResult',
  description: 'The result for one customer. The union will never have other members than these two.',
  types: () => [Success, CustomerError] as const,
});
