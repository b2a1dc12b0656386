import type { CustomerKey } from '../../src/domain/customer.js';
import type { CustomerDirectory } from '../../src/service/ports.js';

/** One question to the directory. */
export interface Asked {
  readonly organisationId: string;
  readonly values: readonly string[];
}

/** Finds customers of each organisation by value; an id names the organisation. Keeps the queries that it received. */
export class FakeDirectory implements CustomerDirectory {
  readonly asked: Asked[] = [];
  /** Holds answers back while it is there. */
  gate: Promise<void> | null = null;
  /** Organisations whose queries fail. */
  readonly outages = new Map<string, Error>();

  /** @param nobody values that no customer has, in any organisation */
  constructor(private readonly nobody: readonly string[] = []) {}

  async find(organisationId: string, keys: readonly CustomerKey[]): Promise<(string | null)[]> {
    const values = keys.map(({ value }) => value);
    this.asked.push({ organisationId, values });
    await this.gate;
    const outage = this.outages.get(organisationId);
    if (outage) throw outage;
    return values.map((value) => (this.nobody.includes(value) ? null : `${organisationId}-${value}`));
  }
}
