import { sql } from 'kysely';
import { beforeAll, afterAll, describe, expect, it } from 'vitest';
import type { BulkRequest } from '../../src/domain/bulk-request.js';
import type { Promotion } from '../../src/domain/promotion.js';
import type { Store } from '../../src/postgres/store.js';
import { storeOrganisation, type OrganisationData } from '../../src/postgres/store-organisation.js';
import type {
  BulkOutcome,
  CustomerLookup,
  CustomerOutcome,
  PromotionService,
} from '../../src/service/promotion-service.js';
import type { ManualClock } from '../support/manual-clock.js';
import { aCustomer } from '../support/organisation.js';
import { aPromotion } from '../support/promotion.js';
import { judged } from '../support/judged.js';

/** How a call is made, where it matters. */
interface Manner {
  readonly requestId?: string;
  readonly clientId?: string;
  readonly timeZone?: string;
  readonly idempotencyKey?: string | null;
  readonly dryRun?: boolean;
}

/** A row of an enrolment or an earning, as far as a revocation concerns it. */
interface Kept {
  readonly id: string;
  readonly revoked_at: Date | null;
  readonly revoked_by_client_id: string | null;
  readonly revoked_by_request_id: string | null;
}

const CUSTOMERS = ['1', '2', '3', '4', '5'];

/** A promotion service with what stands behind it. */
export interface Subject {
  readonly clock: ManualClock;
  /** Where it has enrolments and earnings recorded; organisations of the suite's own are added to it. */
  readonly store: Store;
  /** Who may call an organisation there. */
  clientsOf(organisationId: string): OrganisationData['clients'];
  serviceFor(organisationId: string): PromotionService;
  /** How the service is told of a customer who was named by its id. */
  lookup(customerId: string): CustomerLookup;
  /** Who is on record for what a client had recorded by a request. */
  recordedBy(clientId: string, requestId: string): { client: unknown; request: unknown };
  /** What an outcome says of what lapses at this instant. */
  lapse(instant: string): Date | null;
  /** Where keys are kept, and in which table. */
  readonly keys: { readonly store: Store; readonly table: string };
  /** How many keys of an organisation need not be acted upon any more. */
  keysSettled(organisationId: string): Promise<number>;
  /** What made recording fail. */
  readonly defects: Error[];
  close(): Promise<void>;
}

/** What every PromotionService does, on every store and in front of a platform. */
export function promotionServiceContract(name: string, open: () => Promise<Subject>): void {
  describe(`a promotion service on ${name}`, () => {
    let subject: Subject;
    let store: Store;
    let clock: ManualClock;
    let service: PromotionService;
    let organisationId: string;
    let organisations = 0;

    beforeAll(async () => {
      subject = await open();
      ({ store, clock } = subject);
    });
    afterAll(() => subject.close());

    /** A new organisation with these promotions and the customers 1 to 5. */
    async function given(...promotions: Promotion[]): Promise<void> {
      clock.set('2026-04-01T09:00:00Z');
      organisationId = String(++organisations);
      await storeOrganisation(store.db, {
        organisationId,
        name: 'Contract',
        timeZone: 'Europe/Berlin',
        clients: subject.clientsOf(organisationId),
        promotions,
        customers: CUSTOMERS.map(aCustomer),
      });
      service = subject.serviceFor(organisationId);
    }

    function carryOut(
      action: string,
      customerIds: readonly (string | null)[],
      changes: Partial<BulkRequest> = {},
      { requestId = 'request', clientId = '9', timeZone = 'Europe/Berlin', ...manner }: Manner = {},
    ): Promise<BulkOutcome> {
      const request: BulkRequest = {
        operation: action.startsWith('REVOKE_') ? 'REVOKE' : 'ENROL_AND_EARN',
        entityType: 'CUSTOMER',
        action,
        programId: '10',
        promotionId: '500',
        promoIdentifier: null,
        identifierName: 'ID',
        customers: customerIds.map((id) => ({ identifierValue: id ?? 'nobody', source: 'ALL' })),
        ...changes,
      };
      const lookups = customerIds.map((customerId): CustomerLookup =>
        customerId === null
          ? { status: 'refused', refusal: { fault: 'CUSTOMER_NOT_FOUND' } }
          : subject.lookup(customerId),
      );
      const caller = {
        organisation: { organisationId, timeZone },
        clientId,
        access: [],
      };
      return service.execute(
        judged({
          caller,
          requestId,
          request,
          lookups,
          idempotencyKey: null,
          dryRun: false,
          ...manner,
        }),
      );
    }

    async function settled(
      action: string,
      ...customerIds: (string | null)[]
    ): Promise<readonly CustomerOutcome[]> {
      const outcome = await carryOut(action, customerIds);
      if (outcome.status !== 'settled') throw new Error(`refused: ${outcome.refusal.fault}`);
      return outcome.customers;
    }

    async function enrolments(): Promise<{ customer: string; ordinal: number; id: string }[]> {
      const { rows } = await sql<{ customer: string; ordinal: number; id: string }>`
        select customer_id as customer, ordinal, issual_id as id from enrolment
        where organisation_id = ${organisationId} order by issual_id`.execute(store.db);
      return rows;
    }

    const faultOf = (outcome: CustomerOutcome | undefined) =>
      outcome?.status === 'refused' ? outcome.refusal.fault : outcome?.status;

    it('enrols each customer, in the order of the call, with rising ids', async () => {
      await given(aPromotion());
      const outcomes = await settled('ENROL', '3', '1', '2');
      expect(outcomes.map(({ customerId }) => customerId)).toEqual(['3', '1', '2']);
      expect(outcomes.map(faultOf)).toEqual(['enrolled', 'enrolled', 'enrolled']);
      const stored = await enrolments();
      expect(stored.map(({ customer }) => customer)).toEqual(['3', '1', '2']);
      expect(outcomes.map((outcome) => 'issualId' in outcome && outcome.issualId)).toEqual(
        stored.map(({ id }) => id),
      );
    });

    it('refuses what nobody was found for in its own place, and goes on with the others', async () => {
      await given(aPromotion());
      const outcomes = await settled('ENROL', null, '1', null);
      expect(outcomes.map(faultOf)).toEqual(['CUSTOMER_NOT_FOUND', 'enrolled', 'CUSTOMER_NOT_FOUND']);
    });

    it('enrols within the limit, each time anew, and refuses beyond it', async () => {
      await given(aPromotion({ enrolmentLimit: 2 }));
      const first = await settled('ENROL', '1');
      const second = await settled('ENROL', '1');
      expect([...first, ...second, ...(await settled('ENROL', '1'))].map(faultOf)).toEqual([
        'enrolled',
        'enrolled',
        'NOT_ISSUED',
      ]);
      expect(await enrolments()).toHaveLength(2);
    });

    it('deals with a customer named twice twice, in order', async () => {
      await given(aPromotion({ enrolmentLimit: 2 }));
      const outcomes = await settled('ENROL', '1', '2', '1', '1');
      expect(outcomes.map(faultOf)).toEqual(['enrolled', 'enrolled', 'enrolled', 'NOT_ISSUED']);
    });

    it('earns under the latest enrolment, whose id it answers', async () => {
      await given(aPromotion({ enrolmentLimit: 2, earnLimit: null }));
      await settled('ENROL', '1');
      const [enrolled] = await settled('ENROL', '1');
      const [earned] = await settled('EARN', '1');
      const [again] = await settled('EARN', '1');
      expect(earned).toMatchObject({
        status: 'earned',
        issualId: enrolled?.status === 'enrolled' && enrolled.issualId,
      });
      expect(again).toMatchObject({
        status: 'earned',
        issualId: earned?.status === 'earned' && earned.issualId,
      });
      expect(again).not.toEqual(earned);
    });

    it('does not let a customer earn without an enrolment, nor after it has expired', async () => {
      await given(aPromotion({ enrolmentExpiryDays: 10, enrolmentLimit: 2 }));
      expect((await settled('EARN', '1')).map(faultOf)).toEqual(['NOT_ENROLLED']);
      await settled('ENROL', '1');
      clock.set('2026-04-11T09:00:00Z');
      expect((await settled('EARN', '1')).map(faultOf)).toEqual(['NOT_ENROLLED']);
      await settled('ENROL', '1');
      expect((await settled('EARN', '1')).map(faultOf)).toEqual(['earned']);
    });

    it('lets an enrolment lapse after whole days in the time zone of the organisation', async () => {
      await given(aPromotion({ enrolmentExpiryDays: 10 }));
      clock.set('2026-10-20T09:00:00Z');
      const [outcome] = await settled('ENROL', '1');
      // Daylight saving ends on 25 October in Berlin: the same time of day is an hour later in UTC.
      expect(outcome).toMatchObject({ expiresAt: subject.lapse('2026-10-30T10:00:00Z') });
    });

    it('never lets an earning outlive its enrolment', async () => {
      await given(aPromotion({ enrolmentExpiryDays: 5, earningExpiryDays: 30 }));
      await settled('ENROL', '1');
      expect((await settled('EARN', '1'))[0]).toMatchObject({
        expiresAt: subject.lapse('2026-04-06T09:00:00Z'),
      });
    });

    it('opens one placeholder on Direct Issue and answers it again', async () => {
      await given(aPromotion({ kind: 'DIRECT_ISSUE', earnLimit: 3 }));
      const outcomes = [...(await settled('EARN', '1', '1')), ...(await settled('EARN', '1', '1'))];
      expect(outcomes.map(faultOf)).toEqual(['earned', 'earned', 'earned', 'NOT_ISSUED']);
      const issualIds = outcomes.flatMap((outcome) =>
        outcome.status === 'earned' ? [outcome.issualId] : [],
      );
      expect(new Set(issualIds)).toEqual(new Set((await enrolments()).map(({ id }) => id)));
    });

    it('stops at the limit of the promotion as a whole, in the order of the call', async () => {
      await given(aPromotion({ kind: 'DIRECT_ISSUE', totalEarnLimit: 3, earnLimit: null }));
      expect((await settled('EARN', '5', '4')).map(faultOf)).toEqual(['earned', 'earned']);
      expect((await settled('EARN', '3', '2', '1')).map(faultOf)).toEqual([
        'earned',
        'NOT_ISSUED',
        'NOT_ISSUED',
      ]);
    });

    it.each([
      ['an unknown program', { programId: '11' }, 'INVALID_PROGRAM'],
      ['a program that is no id', { programId: '1.5' }, 'INVALID_PROGRAM'],
      ['an unknown promotion', { promotionId: '501' }, 'INVALID_PROMOTION'],
      ['a promotion that is no id', { promotionId: 'x' }, 'INVALID_PROMOTION'],
      ['an unknown identifier', { promotionId: null, promoIdentifier: 'autumn' }, 'INVALID_PROMOTION'],
      [
        'an identifier that cannot be stored',
        { promotionId: null, promoIdentifier: 'a\0b' },
        'INVALID_PROMOTION',
      ],
      ['two names of different promotions', { promoIdentifier: 'other-600' }, 'INVALID_PROMOTION'],
      ['a promotion of another program', { promotionId: '700' }, 'INVALID_PROMOTION'],
      ['a promotion that is switched off', { promotionId: '600' }, 'PROMOTION_INACTIVE'],
      ['an action that does not exist', { action: 'REVOKE' }, 'ACTION_NOT_SUPPORTED'],
    ] as const)('refuses %s as a whole', async (_, changes, fault) => {
      await given(
        aPromotion(),
        aPromotion({ promotionId: '600', promoIdentifier: 'other-600', active: false }),
        aPromotion({ promotionId: '700', program: { programId: '20', name: 'Other', active: true } }),
      );
      expect(await carryOut('ENROL', ['1'], changes)).toMatchObject({
        status: 'refused',
        refusal: { fault },
      });
      expect(await enrolments()).toEqual([]);
    });

    it('finds a promotion by its identifier, and by both names where they agree', async () => {
      await given(aPromotion({ enrolmentLimit: 2 }));
      const names = [{ promotionId: null, promoIdentifier: 'spring-500' }, { promoIdentifier: 'spring-500' }];
      for (const name of names) {
        expect(await carryOut('ENROL', ['1'], name)).toMatchObject({ status: 'settled' });
      }
    });

    it('takes what belongs to another organisation for unknown', async () => {
      await given(aPromotion());
      const foreign = organisationId;
      await given(
        aPromotion({
          promotionId: '600',
          promoIdentifier: null,
          program: { programId: '20', name: 'Own', active: true },
        }),
      );
      expect(await carryOut('ENROL', ['1'])).toMatchObject({ refusal: { fault: 'INVALID_PROGRAM' } });
      expect(await carryOut('ENROL', ['1'], { programId: '20' })).toMatchObject({
        refusal: { fault: 'INVALID_PROMOTION' },
      });
      expect(foreign).not.toBe(organisationId);
    });

    it('records nothing at all, and says so to each, when recording fails', async () => {
      await given(aPromotion());
      await sql`alter table enrolment add constraint outage check (customer_id <> 2) not valid`.execute(
        store.db,
      );
      try {
        expect((await settled('ENROL', '1', null, '2')).map(faultOf)).toEqual([
          'ISSUE_FAILED',
          'CUSTOMER_NOT_FOUND',
          'ISSUE_FAILED',
        ]);
      } finally {
        await sql`alter table enrolment drop constraint outage`.execute(store.db);
      }
      expect(await enrolments()).toEqual([]);
      expect(subject.defects.splice(0)).toHaveLength(1);
    });

    /** The ids of what was earned, in order. */
    function earnedIdsOf(outcomes: readonly CustomerOutcome[]): string[] {
      return outcomes.map((outcome) => {
        if (outcome.status !== 'earned') throw new Error(`not earned: ${faultOf(outcome)}`);
        return outcome.earnedId;
      });
    }

    /** REVOKE_EARN of customers, each with the earnings it names. */
    async function revokeEarnings(
      ...customers: (readonly [string, (readonly string[] | null)?])[]
    ): Promise<readonly CustomerOutcome[]> {
      const outcome = await carryOut(
        'REVOKE_EARN',
        customers.map(([id]) => id),
        {
          customers: customers.map(([identifierValue, earnedIds]) => ({
            identifierValue,
            source: 'ALL',
            ...(earnedIds !== undefined && { earnedIds }),
          })),
        },
      );
      if (outcome.status !== 'settled') throw new Error(`refused: ${outcome.refusal.fault}`);
      return outcome.customers;
    }

    async function kept(table: 'enrolment' | 'earning'): Promise<Kept[]> {
      const id = sql.ref(table === 'enrolment' ? 'issual_id' : 'earned_id');
      const { rows } = await sql<Kept>`
        select ${id} as id, revoked_at, revoked_by_client_id, revoked_by_request_id from ${sql.table(table)}
        where organisation_id = ${organisationId} order by ${id}`.execute(store.db);
      return rows;
    }

    const keysSettled = () => subject.keysSettled(organisationId);

    function revokedBy(clientId: string, requestId: string): object {
      const { client, request } = subject.recordedBy(clientId, requestId);
      return { revoked_by_client_id: client, revoked_by_request_id: request };
    }

    const unmarked = { revoked_at: null, revoked_by_client_id: null, revoked_by_request_id: null };
    const many = { enrolmentLimit: null, earnLimit: null };

    it('revokes the active enrolment, whose id it answers, and keeps the row with who did it and when', async () => {
      await given(aPromotion());
      await settled('ENROL', '1', '2');
      const [first, second] = await kept('enrolment');
      clock.set('2026-04-02T09:00:00Z');
      const manner = { requestId: 'revocation', clientId: '12' };
      expect(await carryOut('REVOKE_ENROL', ['1'], {}, manner)).toMatchObject({
        customers: [{ status: 'enrolmentRevoked', customerId: '1', issualId: first?.id }],
      });
      expect(await kept('enrolment')).toEqual([
        {
          id: first?.id,
          revoked_at: new Date('2026-04-02T09:00:00Z'),
          ...revokedBy('12', 'revocation'),
        },
        { id: second?.id, ...unmarked },
      ]);
    });

    it('has no enrolment to revoke of who never enrolled, revoked it, let it lapse, or is named twice', async () => {
      await given(aPromotion({ ...many, enrolmentExpiryDays: 10 }));
      expect((await settled('REVOKE_ENROL', '1')).map(faultOf)).toEqual(['NOT_ENROLLED']);
      await settled('ENROL', '1', '2');
      expect((await settled('REVOKE_ENROL', '1', null, '1')).map(faultOf)).toEqual([
        'enrolmentRevoked',
        'CUSTOMER_NOT_FOUND',
        'NOT_ENROLLED',
      ]);
      expect((await settled('REVOKE_ENROL', '1')).map(faultOf)).toEqual(['NOT_ENROLLED']);
      clock.set('2026-04-11T09:00:00Z');
      expect((await settled('REVOKE_ENROL', '2')).map(faultOf)).toEqual(['NOT_ENROLLED']);
    });

    it('does not go back to an older enrolment once the latest is revoked', async () => {
      await given(aPromotion(many));
      await settled('ENROL', '1', '1');
      expect((await settled('REVOKE_ENROL', '1', '1')).map(faultOf)).toEqual([
        'enrolmentRevoked',
        'NOT_ENROLLED',
      ]);
      expect((await settled('EARN', '1')).map(faultOf)).toEqual(['NOT_ENROLLED']);
      expect((await settled('ENROL', '1')).map(faultOf)).toEqual(['enrolled']);
      expect((await settled('EARN', '1')).map(faultOf)).toEqual(['earned']);
    });

    it('revokes an enrolment only once the live earnings under it are revoked', async () => {
      await given(aPromotion(many));
      await settled('ENROL', '1', '2');
      await settled('EARN', '1');
      expect((await settled('REVOKE_ENROL', '1', '2')).map(faultOf)).toEqual([
        'EARNING_NOT_REVOCABLE',
        'enrolmentRevoked',
      ]);
      await revokeEarnings(['1']);
      expect((await settled('REVOKE_ENROL', '1')).map(faultOf)).toEqual(['enrolmentRevoked']);
    });

    it('does not mind earnings that have lapsed, nor those of an older enrolment', async () => {
      await given(aPromotion({ ...many, earningExpiryDays: 1 }));
      await settled('ENROL', '1', '2');
      await settled('EARN', '1', '2');
      await settled('ENROL', '2');
      expect((await settled('REVOKE_ENROL', '2')).map(faultOf)).toEqual(['enrolmentRevoked']);
      clock.set('2026-04-02T09:00:00Z');
      expect((await settled('REVOKE_ENROL', '1')).map(faultOf)).toEqual(['enrolmentRevoked']);
    });

    it('revokes all live earnings, in the order in which they were earned, and keeps their rows', async () => {
      await given(aPromotion({ ...many, earningExpiryDays: 5 }));
      const [enrolled] = await settled('ENROL', '1');
      const [lapsed] = earnedIdsOf(await settled('EARN', '1'));
      clock.set('2026-04-06T09:00:00Z');
      const earnedIds = earnedIdsOf(await settled('EARN', '1', '1'));
      expect(await revokeEarnings(['1'])).toEqual([
        {
          status: 'earningsRevoked',
          customerId: '1',
          issualId: enrolled?.status === 'enrolled' && enrolled.issualId,
          earnedIds,
        },
      ]);
      const marked = {
        revoked_at: new Date('2026-04-06T09:00:00Z'),
        ...revokedBy('9', 'request'),
      };
      expect(await kept('earning')).toEqual([
        { id: lapsed, ...unmarked },
        ...earnedIds.map((id) => ({ id, ...marked })),
      ]);
      expect(await kept('enrolment')).toMatchObject([unmarked]);
    });

    it('revokes those earnings that are named, one that is repeated once', async () => {
      await given(aPromotion(many));
      await settled('ENROL', '1');
      const [a = '', b = '', c = ''] = earnedIdsOf(await settled('EARN', '1', '1', '1'));
      expect(await revokeEarnings(['1', [c, a, c, `0${a}`]])).toMatchObject([{ earnedIds: [a, c] }]);
      expect((await kept('earning')).filter(({ revoked_at }) => !revoked_at)).toMatchObject([{ id: b }]);
    });

    it('revokes no more than 100 live earnings of a customer without their names, and any that is named', async () => {
      await given(aPromotion({ ...many, earnLimit: null }));
      await settled('ENROL', '1');
      const hundred = Array<string>(100).fill('1');
      const ids = earnedIdsOf([...(await settled('EARN', ...hundred)), ...(await settled('EARN', '1', '1'))]);
      const [last = '', lastButOne = ''] = ids.toReversed();
      expect((await revokeEarnings(['1'])).map(faultOf)).toEqual(['EARNING_NOT_REVOCABLE']);
      expect(await revokeEarnings(['1', [last]])).toMatchObject([{ earnedIds: [last] }]);
      expect((await revokeEarnings(['1'])).map(faultOf)).toEqual(['EARNING_NOT_REVOCABLE']);
      expect(await revokeEarnings(['1', [lastButOne]])).toMatchObject([{ earnedIds: [lastButOne] }]);
      expect(await revokeEarnings(['1'])).toMatchObject([{ earnedIds: ids.slice(0, 100) }]);
    });

    it.each(['ENROL_AND_ISSUE', 'DIRECT_ISSUE'] as const)(
      'revokes none of the earnings of %s that are named where one is not to be had',
      async (kind) => {
        await given(aPromotion({ ...many, kind }));
        if (kind === 'ENROL_AND_ISSUE') await settled('ENROL', '1', '2');
        const [own = '', foreign = ''] = earnedIdsOf(await settled('EARN', '1', '2'));
        for (const named of [[foreign], [own, foreign], [own, '999999999'], [own, 'x'], ['0'], ['']]) {
          expect((await revokeEarnings(['1', named])).map(faultOf)).toEqual(['EARNING_NOT_REVOCABLE']);
        }
        expect(await kept('earning')).toMatchObject([unmarked, unmarked]);
        expect(await revokeEarnings(['1', [own]])).toMatchObject([{ earnedIds: [own] }]);
        expect((await revokeEarnings(['1', [own]])).map(faultOf)).toEqual(['EARNING_NOT_REVOCABLE']);
      },
    );

    it('has no earnings to revoke of who has none left', async () => {
      await given(aPromotion({ kind: 'DIRECT_ISSUE' }));
      await settled('EARN', '1');
      const outcomes = await revokeEarnings(['1'], ['1'], ['2']);
      expect(outcomes.map(faultOf)).toEqual([
        'earningsRevoked',
        'EARNING_NOT_REVOCABLE',
        'EARNING_NOT_REVOCABLE',
      ]);
    });

    it('deals with a customer named twice in order, each time with the earnings that are named there', async () => {
      await given(aPromotion({ ...many, kind: 'DIRECT_ISSUE' }));
      const [a = '', b = '', c = ''] = earnedIdsOf(await settled('EARN', '1', '1', '1'));
      const outcomes = await revokeEarnings(['1', [b]], ['1', [b]], ['1']);
      expect(outcomes).toMatchObject([
        { earnedIds: [b] },
        { refusal: { fault: 'EARNING_NOT_REVOCABLE' } },
        { earnedIds: [a, c] },
      ]);
    });

    it('does not revoke what was earned in another promotion', async () => {
      const direct = aPromotion({ ...many, kind: 'DIRECT_ISSUE' });
      await given(direct, { ...direct, promotionId: '600', promoIdentifier: null });
      const other = await carryOut('EARN', ['1'], { promotionId: '600' });
      const [elsewhere = ''] = other.status === 'settled' ? earnedIdsOf(other.customers) : [];
      expect((await revokeEarnings(['1', [elsewhere]], ['1'])).map(faultOf)).toEqual([
        'EARNING_NOT_REVOCABLE',
        'EARNING_NOT_REVOCABLE',
      ]);
    });

    it('frees the limits of enrolments and of earnings again', async () => {
      await given(aPromotion());
      for (let round = 1; round <= 3; round += 1) {
        expect((await settled('ENROL', '1', '1')).map(faultOf)).toEqual(['enrolled', 'NOT_ISSUED']);
        expect((await settled('EARN', '1', '1')).map(faultOf)).toEqual(['earned', 'NOT_ISSUED']);
        expect((await revokeEarnings(['1'])).map(faultOf)).toEqual(['earningsRevoked']);
        expect((await settled('EARN', '1')).map(faultOf)).toEqual(['earned']);
        expect((await revokeEarnings(['1'])).map(faultOf)).toEqual(['earningsRevoked']);
        expect((await settled('REVOKE_ENROL', '1')).map(faultOf)).toEqual(['enrolmentRevoked']);
      }
      expect(await kept('enrolment')).toHaveLength(3);
      expect(await kept('earning')).toHaveLength(6);
    });

    it('frees the limit of the promotion as a whole again, once for each earning', async () => {
      await given(aPromotion({ kind: 'DIRECT_ISSUE', totalEarnLimit: 3, earnLimit: null }));
      const [a = ''] = earnedIdsOf(await settled('EARN', '1', '1', '2'));
      expect((await settled('EARN', '3')).map(faultOf)).toEqual(['NOT_ISSUED']);
      await revokeEarnings(['1', [a, a]], ['1', [a]]);
      expect((await settled('EARN', '3', '4')).map(faultOf)).toEqual(['earned', 'NOT_ISSUED']);
      await revokeEarnings(['1'], ['2'], ['3'], ['4']);
      expect((await settled('EARN', '5', '5', '5', '5')).map(faultOf)).toEqual([
        'earned',
        'earned',
        'earned',
        'NOT_ISSUED',
      ]);
    });

    it('earns on Direct Issue again under the same placeholder', async () => {
      await given(aPromotion({ kind: 'DIRECT_ISSUE' }));
      const [first] = await settled('EARN', '1');
      await revokeEarnings(['1']);
      const [second] = await settled('EARN', '1');
      expect(second).toMatchObject({
        status: 'earned',
        issualId: first?.status === 'earned' && first.issualId,
      });
    });

    it('never says that what was revoked had been earned later, whatever the clocks of its processes', async () => {
      await given(aPromotion());
      await settled('ENROL', '1');
      await settled('EARN', '1');
      clock.set('2026-04-01T08:59:59Z');
      expect((await revokeEarnings(['1'])).map(faultOf)).toEqual(['earningsRevoked']);
      expect((await settled('REVOKE_ENROL', '1')).map(faultOf)).toEqual(['enrolmentRevoked']);
      const at = new Date('2026-04-01T09:00:00Z');
      expect([...(await kept('earning')), ...(await kept('enrolment'))]).toMatchObject([
        { revoked_at: at },
        { revoked_at: at },
      ]);
    });

    it.each([
      ['REVOKE_ENROL', 'DIRECT_ISSUE', 'REVOKE_NOT_SUPPORTED'],
      ['REVOKE_ENROL', 'GENERIC', 'REVOKE_NOT_SUPPORTED'],
      ['REVOKE_EARN', 'GENERIC', 'REVOKE_NOT_SUPPORTED'],
    ] as const)('refuses %s on %s as a whole', async (action, kind, fault) => {
      await given(aPromotion({ kind }));
      expect(await carryOut(action, ['1'])).toMatchObject({ status: 'refused', refusal: { fault } });
    });

    it('revokes nothing of a promotion that is not live', async () => {
      await given(aPromotion());
      await settled('ENROL', '1');
      await settled('EARN', '1');
      clock.set('2026-12-31T00:00:00Z');
      for (const action of ['REVOKE_ENROL', 'REVOKE_EARN']) {
        expect(await carryOut(action, ['1'])).toMatchObject({ refusal: { fault: 'PROMOTION_INACTIVE' } });
      }
      expect([...(await kept('enrolment')), ...(await kept('earning'))]).toMatchObject([unmarked, unmarked]);
    });

    it.each([
      ['earning', 'REVOKE_EARN'],
      ['enrolment', 'REVOKE_ENROL'],
    ] as const)('revokes no %s at all, and says so to each, when marking it fails', async (table, action) => {
      await given(aPromotion({ totalEarnLimit: 5 }));
      await settled('ENROL', '1', '2');
      if (action === 'REVOKE_EARN') await settled('EARN', '1', '2');
      await sql`alter table ${sql.table(table)} add constraint outage
        check (customer_id <> 2 or revoked_at is null) not valid`.execute(store.db);
      const key = { idempotencyKey: 'outage' };
      try {
        const outcome = await carryOut(action, ['1', null, '2'], {}, key);
        expect(outcome.status === 'settled' && outcome.customers.map(faultOf)).toEqual([
          'ISSUE_FAILED',
          'CUSTOMER_NOT_FOUND',
          'ISSUE_FAILED',
        ]);
      } finally {
        await sql`alter table ${sql.table(table)} drop constraint outage`.execute(store.db);
      }
      expect(await kept(table)).toMatchObject([unmarked, unmarked]);
      expect(await keysSettled()).toBe(0);
      expect(subject.defects.splice(0)).toHaveLength(1);
      const retried = await carryOut(action, ['1', null, '2'], {}, key);
      expect(retried).not.toHaveProperty('replayOf');
      expect(await kept(table)).toMatchObject([revokedBy('9', 'request'), revokedBy('9', 'request')]);
    });

    const first = { idempotencyKey: 'key', requestId: 'first' };
    const again = { idempotencyKey: 'key', requestId: 'again' };

    it.each(['ENROL', 'EARN', 'REVOKE_ENROL', 'REVOKE_EARN'])(
      'answers %s with a key that was used as the first time, and acts no more',
      async (action) => {
        await given(aPromotion(many));
        await settled('ENROL', '1', '2', '2');
        if (action === 'REVOKE_EARN') await settled('EARN', '1', '2');
        const outcome = await carryOut(action, ['2', null, '1'], {}, first);
        expect(outcome).not.toHaveProperty('replayOf');
        expect(outcome.status === 'settled' && outcome.customers.map(({ status }) => status)).toEqual([
          expect.not.stringMatching('refused'),
          'refused',
          expect.not.stringMatching('refused'),
        ]);
        const after = [await kept('enrolment'), await kept('earning')];
        clock.set('2026-05-01T00:00:00Z');
        expect(await carryOut(action, ['2', null, '1'], {}, again)).toStrictEqual({
          ...outcome,
          replayOf: 'first',
        });
        expect([await kept('enrolment'), await kept('earning')]).toEqual(after);
      },
    );

    it('refuses a key that was used for another request', async () => {
      await given(aPromotion(many));
      await carryOut('ENROL', ['1'], {}, first);
      const mismatch = {
        status: 'refused',
        refusal: { fault: 'IDEMPOTENCY_MISMATCH', field: ['idempotencyKey'] },
      };
      expect(await carryOut('ENROL', ['2'], {}, again)).toEqual(mismatch);
      expect(await carryOut('ENROL', ['1', '1'], {}, again)).toEqual(mismatch);
      expect(await carryOut('ENROL', ['1'], { promoIdentifier: 'spring-500' }, again)).toEqual(mismatch);
      expect(await enrolments()).toHaveLength(1);
    });

    it('keeps the keys of other actions, operations, clients and organisations apart', async () => {
      await given(aPromotion(many));
      await carryOut('ENROL', ['1'], {}, first);
      const others = [
        await carryOut('EARN', ['1'], {}, again),
        await carryOut('REVOKE_EARN', ['1'], {}, again),
        await carryOut('REVOKE_ENROL', ['1'], {}, again),
        await carryOut('ISSUE', ['1'], { operation: 'ISSUE' }, again),
        await carryOut('ENROL', ['1'], {}, { ...again, clientId: '10' }),
      ];
      await given(aPromotion(many));
      others.push(await carryOut('ENROL', ['1'], {}, again));
      expect(others.filter(({ replayOf }) => replayOf !== undefined)).toEqual([]);
      expect(others.map((outcome) => outcome.status === 'settled' && outcome.customers[0]?.status)).toEqual([
        'earned',
        'earningsRevoked',
        'enrolmentRevoked',
        'enrolled',
        'enrolled',
        'enrolled',
      ]);
    });

    it('tells keys apart by their case, and takes one of 255 characters', async () => {
      await given(aPromotion(many));
      const long = 'k'.repeat(255);
      for (const idempotencyKey of ['key', 'KEY', long, `${long.slice(1)}l`, "'; drop table x; --"]) {
        expect(await carryOut('ENROL', ['1'], {}, { idempotencyKey })).not.toHaveProperty('replayOf');
        expect(await carryOut('ENROL', ['1'], {}, { idempotencyKey })).toHaveProperty('replayOf', 'request');
      }
      expect(await enrolments()).toHaveLength(5);
    });

    it('answers a refusal by a rule again, even once the rule would be met', async () => {
      await given(aPromotion({ startsAt: new Date('2026-04-02T00:00:00Z') }));
      const upcoming = await carryOut('ENROL', ['1'], {}, first);
      expect(upcoming).toMatchObject({ status: 'refused', refusal: { fault: 'PROMOTION_INACTIVE' } });
      clock.set('2026-04-02T00:00:00Z');
      expect(await carryOut('ENROL', ['1'], {}, again)).toStrictEqual({ ...upcoming, replayOf: 'first' });
      expect((await settled('ENROL', '1')).map(faultOf)).toEqual(['enrolled']);
    });

    it('answers a refusal of customers again, even once they could have been served', async () => {
      await given(aPromotion());
      const early = await carryOut('EARN', ['1'], {}, first);
      expect(early).toMatchObject({ customers: [{ refusal: { fault: 'NOT_ENROLLED' } }] });
      await settled('ENROL', '1');
      expect(await carryOut('EARN', ['1'], {}, again)).toStrictEqual({ ...early, replayOf: 'first' });
      expect((await settled('EARN', '1')).map(faultOf)).toEqual(['earned']);
    });

    it('does not remember what failed on our side: the retry with the key acts', async () => {
      await given(aPromotion());
      await sql`alter table enrolment add constraint outage check (false) not valid`.execute(store.db);
      try {
        expect(await carryOut('ENROL', ['1'], {}, first)).toMatchObject({
          customers: [{ refusal: { fault: 'ISSUE_FAILED' } }],
        });
      } finally {
        await sql`alter table enrolment drop constraint outage`.execute(store.db);
      }
      expect(subject.defects.splice(0)).toHaveLength(1);
      expect(await keysSettled()).toBe(0);
      const retried = await carryOut('ENROL', ['1'], {}, again);
      expect(retried).toMatchObject({ customers: [{ status: 'enrolled' }] });
      expect(retried).not.toHaveProperty('replayOf');
    });

    it('records nothing of a call whose answer cannot be kept', async () => {
      await given(aPromotion());
      const { keys } = subject;
      const table = sql.table(keys.table);
      await sql`alter table ${table} add constraint outage check (key <> 'key') not valid`.execute(
        keys.store.db,
      );
      try {
        await carryOut('ENROL', ['1'], {}, first).catch(() => undefined);
        expect(await enrolments()).toEqual([]);
      } finally {
        await sql`alter table ${table} drop constraint outage`.execute(keys.store.db);
      }
      subject.defects.length = 0;
    });

    it('decides a dry run like the call itself, records nothing, takes no key and no id', async () => {
      await given(aPromotion({ totalEarnLimit: 1 }));
      const dry = { dryRun: true, idempotencyKey: 'key' };
      const statuses = async (action: string, customerIds: (string | null)[], manner: Manner) => {
        const outcome = await carryOut(action, customerIds, {}, manner);
        if (outcome.status !== 'settled') throw new Error(`refused: ${outcome.refusal.fault}`);
        return outcome.customers.map(faultOf);
      };
      const steps: [string, (string | null)[], string[]][] = [
        ['ENROL', ['1', null, '1', '2'], ['enrolled', 'CUSTOMER_NOT_FOUND', 'NOT_ISSUED', 'enrolled']],
        ['EARN', ['1', '2', '3'], ['earned', 'NOT_ISSUED', 'NOT_ENROLLED']],
        ['REVOKE_ENROL', ['1', '2', '2'], ['EARNING_NOT_REVOCABLE', 'enrolmentRevoked', 'NOT_ENROLLED']],
        ['REVOKE_EARN', ['1', '1'], ['earningsRevoked', 'EARNING_NOT_REVOCABLE']],
      ];
      const state = async () => [
        await kept('enrolment'),
        await kept('earning'),
        await keysSettled(),
        (
          await sql`select (select last_value from issual_id) as issual, (select last_value from earned_id) as earned,
            (select earned from promotion_total where organisation_id = ${organisationId}) as total`.execute(
            store.db,
          )
        ).rows,
      ];
      for (const [action, customerIds, expected] of steps) {
        const before = await state();
        expect(await statuses(action, customerIds, dry)).toEqual(expected);
        expect(await state()).toEqual(before);
        // The same call in earnest, with the same key: it was not consumed.
        expect(await statuses(action, customerIds, { ...dry, dryRun: false })).toEqual(expected);
        expect(await state()).not.toEqual(before);
      }
    });

    it('answers a dry run with 0 for the id of what was not recorded', async () => {
      await given(
        aPromotion({ earnLimit: 5 }),
        aPromotion({ promotionId: '600', promoIdentifier: null, kind: 'DIRECT_ISSUE' }),
      );
      const dry = { dryRun: true };
      expect(await carryOut('ENROL', ['1'], {}, dry)).toMatchObject({ customers: [{ issualId: '0' }] });
      expect(await carryOut('EARN', ['1'], { promotionId: '600' }, dry)).toMatchObject({
        customers: [{ issualId: '0', earnedId: '0' }],
      });
      const [enrolled] = await settled('ENROL', '1');
      const issualId = enrolled?.status === 'enrolled' && enrolled.issualId;
      expect(await carryOut('EARN', ['1'], {}, dry)).toMatchObject({
        customers: [{ issualId, earnedId: '0' }],
      });
      expect(await carryOut('REVOKE_ENROL', ['1'], {}, dry)).toMatchObject({ customers: [{ issualId }] });
    });
  });
}
