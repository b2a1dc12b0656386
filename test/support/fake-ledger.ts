import type { EarningAct } from '../../src/domain/earn.js';
import type { EnrolmentAct } from '../../src/domain/enrol.js';
import type { EarningsRevocation, EnrolmentRevocation, Revocable } from '../../src/domain/revoke.js';
import type { Target } from '../../src/domain/rules.js';
import type { EarningStanding, EnrolmentStanding, Standing } from '../../src/domain/standing.js';
import {
  RecordingFailed,
  type LedgerTransaction,
  type Origin,
  type CustomerPromotion,
  type CustomerPromotionAct,
  type PromotionLedger,
  type Readings,
  type TargetName,
} from '../../src/service/ports.js';
import type { CallKey, KeyRecord, Memory } from '../../src/service/idempotency/key-records.js';

/** A recorded enrolment or earning; `issualId` is that of the enrolment, or the one an earning hangs under. */
export interface LedgerRow {
  readonly customerId: string;
  readonly ordinal: number;
  readonly id: string;
  readonly issualId: string;
  readonly expiresAt: Date | null;
  readonly recordedBy: 'us' | 'rival';
  /** Absent while it is not revoked. */
  readonly revoked?: true;
}

/** Another process: what it records, at once and for good. */
export interface Rival {
  enrol(customerId: string, expiresAt?: Date | null): void;
  earn(customerId: string): void;
}

export interface FakeLedgerOptions {
  readonly target?: Target;
  /** Earnings that the promotion as a whole allows; null is unlimited. */
  readonly totalEarnLimit?: number | null;
  /** What another process records in a transaction's try n, from 1, just after standings were read. */
  readonly rival?: (tries: number, rival: Rival) => void;
  /** Is thrown when something is to be recorded or revoked. */
  readonly failure?: Error;
  /** Keys that another process has taken and not let go of. */
  readonly busyKeys?: readonly string[];
}

const MAX_TRIES = 10;

class LostRace extends Error {}

/** What the ledger looks at of an act. */
interface Act<Kind> {
  readonly act: Kind;
  readonly customerPromotion: Pick<CustomerPromotion, 'customerId'>;
}

/**
 * A ledger in memory, of one promotion. A transaction in which an act's number was taken by another process is undone and run again;
 * enrolments are numbered from 101 and earnings from 901, and what is undone leaves gaps, as in a real store.
 */
export class FakeLedger implements PromotionLedger, LedgerTransaction {
  enrolments: LedgerRow[] = [];
  earnings: LedgerRow[] = [];
  /** The statements of all transactions, by name. */
  readonly statements: string[] = [];
  /** Where each transaction came from. */
  readonly origins: Origin[] = [];
  /** What is remembered, by organisation, client, action and key. */
  memory: ReadonlyMap<string, KeyRecord> = new Map();
  readonly targetsAsked: { organisationId: string; name: TargetName }[] = [];
  #tries = 0;
  #lastIssualId = 100;
  #lastEarnedId = 900;

  constructor(private readonly options: FakeLedgerOptions = {}) {}

  async findTargets(names: readonly TargetName[]): Promise<Target[]> {
    const { organisationId } = this.#origin;
    this.targetsAsked.push(...names.map((name) => ({ organisationId, name })));
    return names.map(() => this.options.target ?? { program: null, promotion: null });
  }

  /** Customers who are members of no program. */
  readonly strangers = new Set<string>();

  async findMembers(customerPromotions: readonly CustomerPromotion[]): Promise<boolean[]> {
    this.statements.push('findMembers');
    return customerPromotions.map(({ customerId }) => !this.strangers.has(customerId));
  }

  async transaction<Result>(
    origin: Origin,
    work: (transaction: LedgerTransaction) => Promise<Result>,
  ): Promise<Result> {
    this.origins.push(origin);
    for (this.#tries = 1; this.#tries <= MAX_TRIES; this.#tries += 1) {
      const { enrolments, earnings, memory } = this;
      try {
        return await work(this);
      } catch (error) {
        this.enrolments = undone(this.enrolments, enrolments);
        this.earnings = undone(this.earnings, earnings);
        this.memory = memory;
        if (!(error instanceof LostRace)) throw error;
      }
    }
    throw new RecordingFailed('The transaction lost too many races');
  }

  enrolmentStandings(customerPromotions: readonly CustomerPromotion[]): Promise<Readings<EnrolmentStanding>> {
    return this.#standings(customerPromotions);
  }

  earningStandings(customerPromotions: readonly CustomerPromotion[]): Promise<Readings<EarningStanding>> {
    return this.#standings(customerPromotions);
  }

  async #standings(customerPromotions: readonly CustomerPromotion[]): Promise<Readings<Standing>> {
    this.statements.push('standings');
    const standings = customerPromotions.map(({ customerId }) => this.#standingOf(customerId));
    this.options.rival?.(this.#tries, this.rival);
    const { totalEarnLimit = null } = this.options;
    const left = totalEarnLimit === null ? null : totalEarnLimit - live(this.earnings).length;
    const limited = left === null ? [] : customerPromotions;
    return {
      standings,
      totalLeft: new Map(limited.map(({ promotion }) => [promotion.promotionId, left ?? 0])),
    };
  }

  async revocables(customerPromotions: readonly CustomerPromotion[]): Promise<Readings<Revocable>> {
    this.statements.push('revocables');
    const standings = customerPromotions.map(({ customerId }) => this.#revocableOf(customerId));
    return { standings, totalLeft: new Map() };
  }

  async recordEnrolments(acts: readonly CustomerPromotionAct<EnrolmentAct>[]): Promise<string[]> {
    this.statements.push('recordEnrolments');
    if (this.options.failure) throw this.options.failure;
    return acts.map((act) => this.#recordEnrolment(act, 'us'));
  }

  async recordEarnings(acts: readonly CustomerPromotionAct<EarningAct>[]): Promise<string[]> {
    this.statements.push('recordEarnings');
    if (this.options.failure) throw this.options.failure;
    return acts.map((act) => this.#recordEarning(act, 'us'));
  }

  async revokeEnrolments(acts: readonly CustomerPromotionAct<EnrolmentRevocation>[]): Promise<void> {
    this.statements.push('revokeEnrolments');
    if (this.options.failure) throw this.options.failure;
    this.enrolments = revoked(
      this.enrolments,
      acts.map(({ act }) => act.issualId),
    );
  }

  async revokeEarnings(acts: readonly CustomerPromotionAct<EarningsRevocation>[]): Promise<void> {
    this.statements.push('revokeEarnings');
    if (this.options.failure) throw this.options.failure;
    this.earnings = revoked(
      this.earnings,
      acts.flatMap(({ act }) => act.earnedIds),
    );
  }

  async recall(uses: readonly CallKey[]): Promise<Memory[]> {
    this.statements.push('recall');
    return uses.map((use) => {
      const record = this.memory.get(this.#nameOf(use));
      if (record) return { status: 'known', record };
      return { status: this.options.busyKeys?.includes(use.key) ? 'busy' : 'new' };
    });
  }

  async remember(records: readonly (CallKey & KeyRecord)[]): Promise<void> {
    this.statements.push('remember');
    this.memory = new Map([
      ...this.memory,
      ...records.map((record) => [this.#nameOf(record), record] as const),
    ]);
  }

  /** Another process, which always wins: also the way to set the scene before a test. */
  readonly rival: Rival = {
    enrol: (customerId, expiresAt = null) => {
      const ordinal = this.#standingOf(customerId).enrolmentsMade + 1;
      this.#recordEnrolment({ act: { ordinal, expiresAt }, customerPromotion: { customerId } }, 'rival');
    },
    earn: (customerId) => {
      if (!this.#standingOf(customerId).enrolment) this.rival.enrol(customerId);
      const { earningsMade, enrolment } = this.#standingOf(customerId);
      if (!enrolment) throw new Error('it was just enrolled');
      const act = { ordinal: earningsMade + 1, enrolment, expiresAt: null };
      this.#recordEarning({ act, customerPromotion: { customerId } }, 'rival');
    },
  };

  get #origin(): Origin {
    const origin = this.origins.at(-1);
    if (!origin) throw new Error('no transaction has begun');
    return origin;
  }

  #nameOf({ call, action, key }: CallKey): string {
    const { organisationId, calls } = this.#origin;
    return [organisationId, calls[call]?.clientId, action, key].join(' ');
  }

  #revocableOf(id: string): Revocable {
    const latest = this.enrolments.filter(({ customerId }) => customerId === id).at(-1);
    return {
      enrolment: latest && !latest.revoked ? currentOf(latest) : null,
      earnings: live(this.earnings)
        .filter(({ customerId }) => customerId === id)
        .map(({ id: earnedId, issualId, expiresAt }) => ({ earnedId, issualId, expiresAt })),
      hasMoreEarnings: false,
    };
  }

  #standingOf(id: string): Standing {
    const enrolments = this.enrolments.filter(({ customerId }) => customerId === id);
    const earnings = this.earnings.filter(({ customerId }) => customerId === id);
    const latest = enrolments.at(-1);
    return {
      enrolmentsMade: enrolments.length,
      enrolmentsUsed: live(enrolments).length,
      enrolment: latest && !latest.revoked ? currentOf(latest) : null,
      earningsMade: earnings.length,
      earningsUsed: live(earnings).length,
    };
  }

  #recordEnrolment(act: Act<EnrolmentAct>, recordedBy: LedgerRow['recordedBy']): string {
    const id = String(++this.#lastIssualId);
    this.enrolments = appended(this.enrolments, act, { id, issualId: id, recordedBy });
    return id;
  }

  #recordEarning({ act, customerPromotion }: Act<EarningAct>, recordedBy: LedgerRow['recordedBy']): string {
    const id = String(++this.#lastEarnedId);
    const under = this.enrolments.find(
      ({ customerId, ordinal }) =>
        customerId === customerPromotion.customerId && ordinal === act.enrolment.ordinal,
    );
    if (!under) throw new Error('an earning hangs under a recorded enrolment');
    this.earnings = appended(
      this.earnings,
      { act, customerPromotion },
      { id, issualId: under.id, recordedBy },
    );
    return id;
  }
}

function currentOf({ ordinal, issualId, expiresAt }: LedgerRow) {
  return { ordinal, issualId, expiresAt };
}

function live(rows: readonly LedgerRow[]): LedgerRow[] {
  return rows.filter((row) => !row.revoked);
}

function revoked(rows: readonly LedgerRow[], ids: readonly string[]): LedgerRow[] {
  return rows.map((row) => (ids.includes(row.id) ? { ...row, revoked: true } : row));
}

/** The rows before a transaction, and what the rival has added since. */
function undone(rows: readonly LedgerRow[], before: readonly LedgerRow[]): LedgerRow[] {
  const known = new Set(before.map(({ id }) => id));
  return [...before, ...rows.filter(({ recordedBy, id }) => recordedBy === 'rival' && !known.has(id))];
}

function appended(
  rows: readonly LedgerRow[],
  { act: { ordinal, expiresAt }, customerPromotion: { customerId } }: Act<EnrolmentAct>,
  rest: Pick<LedgerRow, 'id' | 'issualId' | 'recordedBy'>,
): LedgerRow[] {
  if (rows.some((row) => row.customerId === customerId && row.ordinal === ordinal)) throw new LostRace();
  return [...rows, { customerId, ordinal, expiresAt, ...rest }];
}
