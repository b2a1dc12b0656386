/** The input types and their bounds. */

import {
  ArrayMaxSize,
  ArrayMinSize,
  IsNotEmpty,
  MaxLength,
  ValidateIf,
  ValidateNested,
  type ValidationOptions,
} from 'class-validator';
import { Field, InputType } from 'type-graphql';
import { ID } from '../types/id.js';
import { MAX_CUSTOMERS, MAX_EARNINGS } from '../../domain/bulk-request.js';
import { MAX_IDENTIFIER_LENGTH, type CustomerSource, type IdentifierName } from '../../domain/customer.js';
import type { Fault } from '../../domain/errors/errors.js';
import { LoyaltyPromotionBy } from './named-by.js';
import { CustomerSourceEnum, IdentifierNameEnum } from '../types/enums.js';

/** Names the fault that a broken bound is answered with (see check-input). */
function otherwise(fault: Fault): ValidationOptions {
  return { context: { fault } };
}

/** No id has more digits, leading zeros included. */
const MAX_ID_LENGTH = 30;

@InputType({ description: 'A customer of a call, named by an identifier.' })
class PromotionCustomerInput {
  @Field(() => String, {
    description: 'The identifier, of the kind given in identifierName, such as 919986000586.',
  })
  @IsNotEmpty(otherwise('EMPTY_IDENTIFIER'))
  @MaxLength(MAX_IDENTIFIER_LENGTH, otherwise('CUSTOMER_NOT_FOUND'))
  identifierValue!: string;

  @Field(() => CustomerSourceEnum, {
    defaultValue: 'ALL',
    description: 'The source under which the customer registered it. ALL searches every source.',
  })
  source!: CustomerSource;
}

/** The members that the inputs of all bulk mutations share. */
@InputType()
abstract class BulkInput {
  @Field(() => ID, { description: "The id of the promotion's loyalty program." })
  @IsNotEmpty(otherwise('MISSING_PARAMETERS'))
  @MaxLength(MAX_ID_LENGTH, otherwise('INVALID_PROGRAM'))
  programId!: string;

  @Field(() => ID, {
    nullable: true,
    description:
      "The promotion's id. This, promoIdentifier or promotion is required; this and promoIdentifier must name the same promotion when both are given.",
  })
  @ValidateIf(({ promoIdentifier, promotion }: BulkInput) => !promoIdentifier && !promotion)
  @IsNotEmpty(otherwise('MISSING_PARAMETERS'))
  promotionId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The promotion's external identifier.",
  })
  promoIdentifier?: string | null;

  @Field(() => LoyaltyPromotionBy, {
    nullable: true,
    description: 'The promotion, instead of promotionId and promoIdentifier.',
  })
  promotion?: LoyaltyPromotionBy | null;

  @Field(() => IdentifierNameEnum, { description: 'The kind of identifier of all customers in this call.' })
  identifierName!: IdentifierName;

  @Field(() => String, {
    nullable: true,
    description:
      'A text of 1 to 255 visible ASCII characters, chosen by the client. The same key with the same input acts once. The gateway keeps it for at least 24 hours.',
  })
  idempotencyKey?: string | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description:
      'Decides everything, but records nothing and uses no idempotency key. Ids of what would be recorded are 0.',
  })
  dryRun!: boolean;
}

/** An input whose customers have an identifier and a source, and no more. */
@InputType()
abstract class CustomersInput extends BulkInput {
  @Field(() => [PromotionCustomerInput], {
    description: '1 to 100 customers. A customer named twice is processed twice, in order.',
  })
  @ArrayMinSize(1, otherwise('NO_CUSTOMERS'))
  @ArrayMaxSize(MAX_CUSTOMERS, otherwise('BATCH_TOO_LARGE'))
  @ValidateNested({ each: true })
  customers!: PromotionCustomerInput[];
}

@InputType({ description: 'The customers to enrol, and the promotion.' })
export class EnrolCustomersInput extends CustomersInput {}

@InputType({ description: 'The customers to whom a promotion is issued, and the promotion.' })
export class EarnPromotionInput extends CustomersInput {}

@InputType({ description: 'The customers whose enrolments are revoked, and the promotion.' })
export class RevokePromotionEnrolmentsInput extends CustomersInput {}

@InputType({ description: 'A customer whose earnings are revoked.' })
export class RevokePromotionEarningsCustomerInput extends PromotionCustomerInput {
  @Field(() => [ID], {
    nullable: true,
    description:
      'The earnings to revoke, at most 100. When absent: all live earnings of the customer; more than 100 of them are refused.',
  })
  @ValidateIf(({ earnedIds }: RevokePromotionEarningsCustomerInput) => Array.isArray(earnedIds))
  @ArrayMaxSize(MAX_EARNINGS, otherwise('BATCH_TOO_LARGE'))
  earnedIds?: string[] | null;
}

@InputType({ description: 'The customers whose earnings are revoked, and the promotion.' })
export class RevokePromotionEarningsInput extends BulkInput {
  @Field(() => [RevokePromotionEarningsCustomerInput], {
    description: '1 to 100 customers. A customer named twice is processed twice, in order.',
  })
  @ArrayMinSize(1, otherwise('NO_CUSTOMERS'))
  @ArrayMaxSize(MAX_CUSTOMERS, otherwise('BATCH_TOO_LARGE'))
  @ValidateNested({ each: true })
  customers!: RevokePromotionEarningsCustomerInput[];
}

/** The input of any bulk mutation. */
export type BulkMutationInput = CustomersInput | RevokePromotionEarningsInput;
