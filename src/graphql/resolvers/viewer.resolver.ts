/** The query viewer. */

import { Ctx, Directive, Field, Int, ObjectType, Query, registerEnumType, Resolver } from 'type-graphql';
import { MAX_CUSTOMERS } from '../../domain/bulk-request.js';
import type { Scope } from '../../request/scope.js';
import type { Access } from '../../service/caller.js';
import { ID } from '../types/id.js';
import { SEMANTIC_NON_NULL } from '../types/semantic-non-null.js';
import { MAX_FIRST } from '../types/page-size.js';

/** The access groups; the name of a value in an enum may have no colon. */
const groupOf: Record<Access, string> = {
  'customer:read': 'CUSTOMER_READ',
  'customer:write': 'CUSTOMER_WRITE',
  'promotion:read': 'PROMOTION_READ',
  'promotion:write': 'PROMOTION_WRITE',
};
const groups = Object.fromEntries(Object.values(groupOf).map((name) => [name, name]));
registerEnumType(groups, {
  name: 'ViewerAccess',
  description: 'An access group.',
  valuesConfig: {
    CUSTOMER_READ: { description: 'Reads customers and what they have: customer:read.' },
    CUSTOMER_WRITE: { description: 'Enrols, earns and revokes: customer:write.' },
    PROMOTION_READ: { description: 'Reads programs and promotions: promotion:read.' },
    PROMOTION_WRITE: { description: 'Changes promotions; no field needs it: promotion:write.' },
  },
});

@ObjectType({ description: "The caller's organisation.", simpleResolvers: true })
abstract class ViewerOrganisation {
  @Field(() => ID, { description: 'Its id.' })
  id!: string;

  @Field(() => String, { description: 'The IANA name of the time zone in which expiries are computed.' })
  timeZone!: string;
}

@ObjectType({ description: 'The limits of the caller.', simpleResolvers: true })
abstract class ViewerLimits {
  @Field(() => Int, { description: 'The maximum number of customers in one mutation.' })
  customersPerCall!: number;

  @Field(() => Int, {
    nullable: true,
    description:
      'The maximum number of customers that the client may name in a minute; null means unlimited.',
  })
  customersPerMinute!: number | null;

  @Field(() => Int, { description: 'The maximum number of items of a page.' })
  itemsPerPage!: number;
}

@ObjectType({ description: 'The caller, as its credentials identify it.', simpleResolvers: true })
export abstract class Viewer {
  @Field(() => ViewerOrganisation, { description: 'The organisation whose data the caller sees.' })
  organisation!: ViewerOrganisation;

  @Field(() => ID, { description: 'The client, as PromotionRecordedBy names it.' })
  clientId!: string;

  @Field(() => [groups], { description: 'The access groups of the client.' })
  access!: string[];

  @Field(() => ViewerLimits, { description: 'The limits of the client.' })
  limits!: ViewerLimits;
}

/** Describes the caller to itself. */
@Resolver()
export class ViewerResolver {
  @Directive(SEMANTIC_NON_NULL)
  @Query(() => Viewer, { nullable: true, description: 'The caller. Null only with an error.' })
  viewer(@Ctx() { caller, quota }: Scope): Viewer {
    const { organisationId, timeZone } = caller.organisation;
    return {
      organisation: { id: organisationId, timeZone },
      clientId: caller.clientId,
      access: caller.access.map((group) => groupOf[group]),
      limits: {
        customersPerCall: MAX_CUSTOMERS,
        customersPerMinute: quota.perMinute,
        itemsPerPage: MAX_FIRST,
      },
    };
  }
}
