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
import type { Fault } from '../../domain/errors.js';
import { CustomerSourceEnum, IdentifierNameEnum } from '../types/enums.js';

/** Names the fault that a broken bound is answered with (see check-input). */
function otherwise(fault: Fault): ValidationOptions {
  return { context: { fault } };
}

/** No id has more digits, leading zeros included. */
const MAX_ID_LENGTH = 30;

@InputType({ description: 'One customer of a call, by an identifier.' })
class CustomerInput {
  @Field(() => String, {
    description: 'The identifier, of the kind that identifierName says, such as 919986000586.',
  })
  @IsNotEmpty(otherwise('EMPTY_IDENTIFIER'))
  @MaxLength(MAX_IDENTIFIER_LENGTH, otherwise('CUSTOMER_NOT_FOUND'))
  identifierValue!: string;

  @Field(() => CustomerSourceEnum, {
    description: 'Where the customer registered with it; ALL looks everywhere.',
  })
  source!: CustomerSource;
}

/** What the inputs of all bulk mutations have. */
@InputType()
abstract class BulkInput {
  @Field(() => ID, { description: 'The loyalty program of the promotion, by its id.' })
  @IsNotEmpty(otherwise('MISSING_PARAMETERS'))
  @MaxLength(MAX_ID_LENGTH, otherwise('INVALID_PROGRAM'))
  programId!: string;

  @Field(() => ID, {
    nullable: true,
    description:
      'The promotion, by its id. This or promoIdentifier is required; given both, they must agree.',
  })
  @ValidateIf(({ promoIdentifier }: BulkInput) => !promoIdentifier)
  @IsNotEmpty(otherwise('MISSING_PARAMETERS'))
  promotionId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The promotion, by the identifier that another system gave it.',
  })
  promoIdentifier?: string | null;

  @Field(() => IdentifierNameEnum, { description: 'What the identifiers of all customers of this call are.' })
  identifierName!: IdentifierName;

  @Field(() => String, {
    nullable: true,
    description:
      '1 to 255 visible ASCII characters, chosen by the caller: the same key and input never act twice. Kept for 24 hours at least.',
  })
  idempotencyKey?: string | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description:
      'Decides everything, records nothing, and consumes no key. The id of what was not recorded is 0.',
  })
  dryRun!: boolean;
}

/** What the inputs have that name plain customers. */
@InputType()
abstract class CustomersInput extends BulkInput {
  @Field(() => [CustomerInput], { description: '1 to 100. One named twice is dealt with twice, in order.' })
  @ArrayMinSize(1, otherwise('NO_CUSTOMERS'))
  @ArrayMaxSize(MAX_CUSTOMERS, otherwise('BATCH_TOO_LARGE'))
  @ValidateNested({ each: true })
  customers!: CustomerInput[];
}

@InputType({ description: 'Whom to enrol, and into which promotion.' })
export class EnrolCustomersInput extends CustomersInput {}

@InputType({ description: 'To whom to issue a promotion, and which.' })
export class EarnPromotionInput extends CustomersInput {}

@InputType({ description: 'Whose enrolments to take back, and in which promotion.' })
export class RevokeEnrolmentsInput extends CustomersInput {}

@InputType({ description: 'One customer whose earnings are taken back.' })
export class RevokeEarningsCustomerInput extends CustomerInput {
  @Field(() => [ID], {
    nullable: true,
    description: "Which earnings, at most 100. Absent: all of the customer's live earnings.",
  })
  @ValidateIf(({ earnedIds }: RevokeEarningsCustomerInput) => Array.isArray(earnedIds))
  @ArrayMaxSize(MAX_EARNINGS, otherwise('BATCH_TOO_LARGE'))
  earnedIds?: string[] | null;
}

@InputType({ description: 'Whose earnings to take back, and of which promotion.' })
export class RevokeEarningsInput extends BulkInput {
  @Field(() => [RevokeEarningsCustomerInput], {
    description: '1 to 100. One named twice is dealt with twice, in order.',
  })
  @ArrayMinSize(1, otherwise('NO_CUSTOMERS'))
  @ArrayMaxSize(MAX_CUSTOMERS, otherwise('BATCH_TOO_LARGE'))
  @ValidateNested({ each: true })
  customers!: RevokeEarningsCustomerInput[];
}

/** The input of any bulk mutation. */
export type BulkMutationInput = CustomersInput | RevokeEarningsInput;
