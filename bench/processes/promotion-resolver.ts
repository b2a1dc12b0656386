import { randomUUID } from 'node:crypto';
import { Arg, buildSchema, Mutation, Query, Resolver } from 'type-graphql';
import type { GraphQLSchema } from 'graphql';
import {
  CustomerError,
  EnrolCustomersInput,
  EnrolCustomersPayload,
  OutcomeStatus,
  Success,
} from './promotion-types.js';

/** When what was recorded expires: with the promotions, which all end then. */
export const EXPIRES_AT = new Date('2099-12-31T23:59:59Z');

/** Enrols the customers of an input. @returns the issualId of each, or null where it was not done */
export type Enrol = (input: EnrolCustomersInput) => Promise<(string | null)[]>;

/** A schema with one mutation, with type-graphql's defaults and with class-validator. */
export function schemaOf(enrol: Enrol): Promise<GraphQLSchema> {
  @Resolver()
  class PromotionResolver {
    @Query(() => Boolean)
    ready(): boolean {
      return true;
    }

    @Mutation(() => EnrolCustomersPayload, { nullable: true })
    async enrolCustomers(
      @Arg('input', () => EnrolCustomersInput) input: EnrolCustomersInput,
    ): Promise<EnrolCustomersPayload> {
      return present(input, await enrol(input));
    }
  }
  return buildSchema({ resolvers: [PromotionResolver], validate: true });
}

function present({ customers }: EnrolCustomersInput, ids: (string | null)[]): EnrolCustomersPayload {
  const results = customers.map(({ identifierValue }, index) => {
    const issualId = ids[index] ?? null;
    return issualId === null
      ? Object.assign(new CustomerError(), { index, identifierValue, ...NOT_ISSUED })
      : Object.assign(new Success(), {
          index,
          identifierValue,
          customer: { id: identifierValue },
          issualId,
          earnedId: null,
          expiresAt: EXPIRES_AT,
        });
  });
  const successCount = results.filter((result) => result instanceof Success).length;
  return Object.assign(new EnrolCustomersPayload(), {
    status: successCount === results.length ? OutcomeStatus.SUCCESS : OutcomeStatus.PARTIAL_SUCCESS,
    totalCount: results.length,
    successCount,
    failureCount: results.length - successCount,
    requestId: randomUUID(),
    results,
  });
}

const NOT_ISSUED = { code: 'NOT_ISSUED', message: 'not recorded', disposition: 'STOP' };
