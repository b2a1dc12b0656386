/**
 * The meaning of enrol, earn and revoke, written independently of the code: lists of what happened, which are counted
 * anew each time.
 */
export interface ModelPromotion {
  readonly kind: 'ENROL_AND_ISSUE' | 'DIRECT_ISSUE' | 'GENERIC';
  readonly startsAt: number;
  readonly endsAt: number;
  readonly enrolmentLimit: number | null;
  readonly earnLimit: number | null;
  readonly totalEarnLimit: number | null;
  readonly enrolmentDays: number | null;
  readonly earningDays: number | null;
}

interface ModelEnrolment {
  readonly customer: string;
  readonly end: number;
  revoked: boolean;
  /** The issualId that the service answered. */
  id: string;
}

interface ModelEarning {
  readonly customer: string;
  readonly enrolment: ModelEnrolment;
  readonly end: number;
  revoked: boolean;
  id: string;
}

export type ModelAction = 'ENROL' | 'EARN' | 'REVOKE_ENROL' | 'REVOKE_EARN';

/** What the model expects at one position; what the service recorded is filled in by `take`. */
export type Expected =
  | { readonly fault: string }
  | {
      readonly end: number;
      readonly issualId: string | null;
      take(issualId: string, earnedId?: string): void;
    }
  | { readonly revoked: readonly string[] };

const DAY = 86_400_000;

export class ReferenceModel {
  readonly enrolments: ModelEnrolment[] = [];
  readonly earnings: ModelEarning[] = [];

  constructor(private readonly promotion: ModelPromotion) {}

  /** Why the call as a whole is refused, if it is. */
  refuses(action: ModelAction, now: number): string | null {
    const { kind, startsAt, endsAt } = this.promotion;
    if (now < startsAt || now >= endsAt) return 'PROMOTION_INACTIVE';
    const revokes = action.startsWith('REVOKE');
    if (kind === 'GENERIC') return revokes ? 'REVOKE_NOT_SUPPORTED' : 'ACTION_NOT_SUPPORTED';
    if (kind === 'DIRECT_ISSUE' && action === 'ENROL') return 'ACTION_NOT_SUPPORTED';
    if (kind === 'DIRECT_ISSUE' && action === 'REVOKE_ENROL') return 'REVOKE_NOT_SUPPORTED';
    return null;
  }

  act(action: ModelAction, customer: string, earnedIds: readonly string[] | null, now: number): Expected {
    switch (action) {
      case 'ENROL':
        return this.#enrol(customer, now);
      case 'EARN':
        return this.#earn(customer, now);
      case 'REVOKE_ENROL':
        return this.#revokeEnrolment(customer, now);
      case 'REVOKE_EARN':
        return this.#revokeEarnings(customer, earnedIds, now);
    }
  }

  #enrol(customer: string, now: number): Expected {
    const { enrolmentLimit, enrolmentDays, endsAt } = this.promotion;
    const used = this.enrolments.filter((e) => e.customer === customer && !e.revoked).length;
    if (enrolmentLimit !== null && used >= enrolmentLimit) return { fault: 'NOT_ISSUED' };
    const enrolment = {
      customer,
      end: enrolmentDays === null ? endsAt : now + enrolmentDays * DAY,
      revoked: false,
      id: '',
    };
    this.enrolments.push(enrolment);
    return {
      end: enrolment.end,
      issualId: null,
      take: (issualId) => {
        enrolment.id = issualId;
      },
    };
  }

  #earn(customer: string, now: number): Expected {
    const { kind, earnLimit, totalEarnLimit, earningDays, endsAt } = this.promotion;
    let enrolment = this.enrolments.findLast((e) => e.customer === customer);
    if (enrolment && (enrolment.revoked || enrolment.end <= now)) enrolment = undefined;
    if (!enrolment && kind !== 'DIRECT_ISSUE') return { fault: 'NOT_ENROLLED' };
    const standing = this.earnings.filter((e) => !e.revoked);
    const used = standing.filter((e) => e.customer === customer).length;
    if (earnLimit !== null && used >= earnLimit) return { fault: 'NOT_ISSUED' };
    if (totalEarnLimit !== null && standing.length >= totalEarnLimit) return { fault: 'NOT_ISSUED' };
    const isNew = enrolment === undefined;
    const under = enrolment ?? { customer, end: endsAt, revoked: false, id: '' };
    if (isNew) this.enrolments.push(under);
    const end = Math.min(under.end, earningDays === null ? endsAt : now + earningDays * DAY);
    const earning = { customer, enrolment: under, end, revoked: false, id: '' };
    this.earnings.push(earning);
    return {
      end,
      issualId: under.id === '' ? null : under.id,
      take: (issualId, earnedId = '') => {
        under.id = issualId;
        earning.id = earnedId;
      },
    };
  }

  #revokeEnrolment(customer: string, now: number): Expected {
    const enrolment = this.enrolments.findLast((e) => e.customer === customer);
    if (!enrolment || enrolment.revoked || enrolment.end <= now) return { fault: 'NOT_ENROLLED' };
    const hasLive = this.earnings.some((e) => e.enrolment === enrolment && !e.revoked && e.end > now);
    if (hasLive) return { fault: 'EARNING_NOT_REVOCABLE' };
    enrolment.revoked = true;
    return { revoked: [enrolment.id] };
  }

  #revokeEarnings(customer: string, earnedIds: readonly string[] | null, now: number): Expected {
    const own = this.earnings.filter((e) => e.customer === customer && !e.revoked);
    const chosen = earnedIds
      ? own.filter(({ id }) => earnedIds.includes(id))
      : own.filter(({ end }) => end > now);
    const missing = earnedIds?.some((id) => !own.some((e) => e.id === id)) ?? false;
    if (chosen.length === 0 || missing) return { fault: 'EARNING_NOT_REVOCABLE' };
    for (const earning of chosen) earning.revoked = true;
    return { revoked: chosen.map(({ id }) => id) };
  }
}
