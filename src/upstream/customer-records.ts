import type { History } from '../domain/history.js';
import { PlatformUnavailable } from '../service/ports.js';
import type { CustomerRecords } from '../service/read-ports.js';
import { programOfIn } from './program-of.js';
import { programsOf, type ReadThrough } from './promotion-catalogue.js';
import { readCustomerData, type CustomerData } from './read.js';

/** When to ask again what the platform refused to tell. */
const RETRY_MS = 1_000;

/** Customers' histories as the platform tells them: without what was revoked, and without who recorded it. */
export function customerRecords(through: ReadThrough): CustomerRecords {
  return {
    async historiesOf(_organisationId, customerIds) {
      const programOf = programOfIn(await programsOf(through));
      const historiesOfOne = async (customerId: string) => {
        const key = { identifierName: 'ID', value: customerId, source: 'ALL' } as const;
        const data = await through(historiesKey(customerId), (reader) =>
          readCustomerData(reader, key, programOf),
        );
        return sorted(historiesIn(data));
      };
      return Promise.all(customerIds.map(historiesOfOne));
    },
  };
}

/** Under which a customer's histories are cached. */
export function historiesKey(customerId: string): string {
  return `histories ${customerId}`;
}

/** @throws PlatformUnavailable where the platform refused for another reason than that there is nobody */
function historiesIn(data: CustomerData): readonly History[] {
  if (data.status === 'found') return data.histories;
  if (data.refusal.fault === 'CUSTOMER_NOT_FOUND') return [];
  throw new PlatformUnavailable(RETRY_MS, {
    cause: new Error(`The platform refused promotionData: ${data.refusal.fault}`),
  });
}

function sorted(histories: readonly History[]): History[] {
  const idOf = ({ promotion }: History) => BigInt(promotion.promotionId);
  return [...histories].sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
}
