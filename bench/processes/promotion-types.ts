import { ArrayMaxSize, ArrayMinSize, IsNotEmpty, MaxLength, ValidateNested } from 'class-validator';
import { createUnionType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';

/** The part of the product's schema that the benchmarks use, declared the way type-graphql's documentation does. */

export enum IdentifierName {
  ID = 'ID',
  MOBILE = 'MOBILE',
  EMAIL = 'EMAIL',
}
registerEnumType(IdentifierName, { name: 'IdentifierName' });

export enum CustomerSource {
  INSTORE = 'INSTORE',
  ECOMMERCE = 'ECOMMERCE',
}
registerEnumType(CustomerSource, { name: 'CustomerSource' });

export enum OutcomeStatus {
  SUCCESS = 'SUCCESS',
  PARTIAL_SUCCESS = 'PARTIAL_SUCCESS',
  FAILURE = 'FAILURE',
}
registerEnumType(OutcomeStatus, { name: 'OutcomeStatus' });

@InputType()
export class CustomerInput {
  @Field(() => String)
  @IsNotEmpty()
  @MaxLength(255)
  identifierValue!: string;

  @Field(() => CustomerSource)
  source!: CustomerSource;
}

@InputType()
export class EnrolCustomersInput {
  @Field(() => ID)
  @IsNotEmpty()
  @MaxLength(30)
  programId!: string;

  @Field(() => ID)
  @IsNotEmpty()
  promotionId!: string;

  @Field(() => IdentifierName)
  identifierName!: IdentifierName;

  @Field(() => [CustomerInput])
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  customers!: CustomerInput[];
}

@ObjectType()
export class Customer {
  @Field(() => ID)
  id!: string;
}

@ObjectType()
export class Success {
  @Field(() => Int)
  index!: number;

  @Field(() => String)
  identifierValue!: string;

  @Field(() => Customer)
  customer!: Customer;

  @Field(() => ID)
  issualId!: string;

  @Field(() => ID, { nullable: true })
  earnedId!: string | null;

  @Field(() => Date, { nullable: true })
  expiresAt!: Date | null;
}

@ObjectType()
export class CustomerError {
  @Field(() => Int)
  index!: number;

  @Field(() => String)
  identifierValue!: string;

  @Field(() => String, { nullable: true })
  code!: string | null;

  @Field(() => String)
  message!: string;

  @Field(() => String)
  disposition!: string;
}

export const CustomerResult = createUnionType({
  name: 'CustomerResult',
  types: () => [Success, CustomerError] as const,
});

@ObjectType()
export class EnrolCustomersPayload {
  @Field(() => OutcomeStatus)
  status!: OutcomeStatus;

  @Field(() => Int)
  totalCount!: number;

  @Field(() => Int)
  successCount!: number;

  @Field(() => Int)
  failureCount!: number;

  @Field(() => ID)
  requestId!: string;

  @Field(() => [CustomerResult])
  results!: (typeof CustomerResult)[];
}
