import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { CustomerKey } from '../../src/domain/customer.js';
import type { Refusal } from '../../src/domain/errors/errors.js';
import { customerLoader } from '../../src/request/customer-loader.js';
import { sharedCustomerLoader, type SharedCustomerLoader } from '../../src/request/shared-customer-loader.js';
import type { FinishedLookup } from '../../src/service/promotion-service.js';
import { FakeDirectory } from './fake-directory.js';

fc.configureGlobal({ seed: 20260401 });

/** Long enough for what was loaded to leave, where it may. */
async function aWhile(): Promise<void> {
  for (let turns = 0; turns < 3; turns += 1) await new Promise(setImmediate);
}

function mobile(value: string, changes: Partial<CustomerKey> = {}): CustomerKey {
  return { identifierName: 'MOBILE', source: 'INSTORE', value, ...changes };
}

function found(customerId: string): FinishedLookup {
  return { status: 'found', customerId };
}

const NOT_FOUND: FinishedLookup = {
  status: 'refused',
  refusal: { fault: 'CUSTOMER_NOT_FOUND', field: ['identifierValue'] },
};

let directory: FakeDirectory;
let shared: SharedCustomerLoader;
beforeEach(() => {
  directory = new FakeDirectory(['nobody']);
  shared = sharedCustomerLoader(directory);
});

/** Keeps the directory busy until the returned function is called. */
function holdUp(): () => void {
  let letGo: () => void = () => undefined;
  directory.gate = new Promise((resolve) => {
    letGo = () => {
      directory.gate = null;
      resolve();
    };
  });
  return letGo;
}

describe('the loader of a request', () => {
  it('finds customers in the order of the keys, and null where no customer has one', async () => {
    const loader = customerLoader(shared, '7');
    expect(await loader.loadMany([mobile('2'), mobile('nobody'), mobile('1')])).toEqual(['7-2', null, '7-1']);
    expect(directory.asked).toEqual([{ organisationId: '7', values: ['2', 'nobody', '1'] }]);
  });

  it('asks for a key that is named twice once', async () => {
    const loader = customerLoader(shared, '7');
    expect(await loader.loadMany([mobile('1'), mobile('2'), mobile('1')])).toEqual(['7-1', '7-2', '7-1']);
    await loader.load(mobile('2'));
    expect(directory.asked).toEqual([{ organisationId: '7', values: ['1', '2'] }]);
  });

  it.each([
    ['the value', mobile('1'), mobile('2')],
    ['the source', mobile('1'), mobile('1', { source: 'ALL' })],
    ['the kind of identifier', mobile('1'), mobile('1', { identifierName: 'ID' })],
    ['where a value has spaces', mobile('1 2', { source: 'ALL' }), mobile('2', { source: 'ALL' })],
  ])('distinguishes keys by %s', async (_, one, other) => {
    await customerLoader(shared, '7').loadMany([one, other]);
    expect(directory.asked).toEqual([{ organisationId: '7', values: [one.value, other.value] }]);
  });

  it('takes two objects that say the same for one key', async () => {
    await customerLoader(shared, '7').loadMany([mobile('1'), { ...mobile('1') }]);
    expect(directory.asked).toEqual([{ organisationId: '7', values: ['1'] }]);
  });

  it('remembers nothing for the next request', async () => {
    await customerLoader(shared, '7').load(mobile('1'));
    await customerLoader(shared, '7').load(mobile('1'));
    expect(directory.asked).toHaveLength(2);
  });

  it('has one cache for keys that are named singly and for those of a call', async () => {
    const loader = customerLoader(shared, '7');
    await loader.load(mobile('1'));
    expect(await loader.lookUpAll([mobile('1'), mobile('nobody')])).toEqual([found('7-1'), NOT_FOUND]);
    expect(await loader.loadMany([mobile('nobody'), mobile('1')])).toEqual([null, '7-1']);
    expect(directory.asked.map(({ values }) => values)).toEqual([['1'], ['nobody']]);
  });

  it('answers a refusal in place of a key with that refusal, and asks for the keys around it', async () => {
    const refusal: Refusal = { fault: 'EMPTY_IDENTIFIER', field: ['identifierValue'] };
    const lookups = await customerLoader(shared, '7').lookUpAll([mobile('1'), refusal, mobile('2')]);
    expect(lookups).toEqual([found('7-1'), { status: 'refused', refusal }, found('7-2')]);
    expect(directory.asked).toEqual([{ organisationId: '7', values: ['1', '2'] }]);
  });

  it('asks again for a key whose look-up failed, however it was named', async () => {
    const loader = customerLoader(shared, '7');
    directory.outages.set('7', new Error('the store is away'));
    await expect(loader.load(mobile('1'))).rejects.toThrow('away');
    await expect(loader.lookUpAll([mobile('1')])).rejects.toThrow('away');
    directory.outages.clear();
    expect(await loader.load(mobile('1'))).toBe('7-1');
    expect(await loader.lookUpAll([mobile('1')])).toEqual([found('7-1')]);
  });

  it('forgets the keys that are cleared', async () => {
    const loader = customerLoader(shared, '7');
    await loader.lookUpAll([mobile('1')]);
    await loader.clear(mobile('1')).load(mobile('1'));
    await loader.clearAll().lookUpAll([mobile('1')]);
    expect(directory.asked).toHaveLength(3);
  });

  it('rejects with the error of the directory', async () => {
    directory.outages.set('7', new Error('the store is away'));
    const loading = customerLoader(shared, '7').load(mobile('1'));
    await expect(loading).rejects.toThrow('the store is away');
  });
});

describe('requests that come at once', () => {
  it('of one organisation are looked up in one query', async () => {
    const loading = ['1', '2', '3'].map((value) => customerLoader(shared, '7').load(mobile(value)));
    expect(await Promise.all(loading)).toEqual(['7-1', '7-2', '7-3']);
    expect(directory.asked).toEqual([{ organisationId: '7', values: ['1', '2', '3'] }]);
  });

  it('of several organisations are never looked up in each other’s customers', async () => {
    const loading = [
      customerLoader(shared, '7').load(mobile('1')),
      customerLoader(shared, '8').load(mobile('1')),
      customerLoader(shared, '7').load(mobile('2')),
      customerLoader(shared, '8').load(mobile('nobody')),
    ];
    expect(await Promise.all(loading)).toEqual(['7-1', '8-1', '7-2', null]);
    expect(directory.asked).toEqual([
      { organisationId: '7', values: ['1', '2'] },
      { organisationId: '8', values: ['1', 'nobody'] },
    ]);
  });

  it('of any organisations get answers of their own, in their own order', async () => {
    const key = fc.constantFrom('1', '2', '3', 'nobody');
    const requests = fc.array(fc.tuple(fc.constantFrom('7', '8', '9'), fc.array(key, { maxLength: 5 })), {
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(requests, async (calls) => {
        const answers = await Promise.all(
          calls.map(([organisationId, values]) =>
            customerLoader(shared, organisationId).loadMany(values.map((value) => mobile(value))),
          ),
        );
        const expected = calls.map(([organisationId, values]) =>
          values.map((value) => (value === 'nobody' ? null : `${organisationId}-${value}`)),
        );
        expect(answers).toEqual(expected);
      }),
    );
  });

  it('while two look-ups are under way are gathered into the next', async () => {
    const letGo = holdUp();
    const loading: Promise<string | null>[] = [];
    for (const value of ['1', '2', '3', '4', '5']) {
      loading.push(customerLoader(shared, '7').load(mobile(value)));
      await aWhile();
    }
    expect(directory.asked.map(({ values }) => values)).toEqual([['1'], ['2']]);
    letGo();
    expect(await Promise.all(loading)).toEqual(['7-1', '7-2', '7-3', '7-4', '7-5']);
    expect(directory.asked.map(({ values }) => values)).toEqual([['1'], ['2'], ['3', '4', '5']]);
  });

  it('are looked up for a hundred at a time at most', async () => {
    const values = Array.from({ length: 1_001 }, (_, i) => String(i));
    const loading = values.map((value) => customerLoader(shared, '7').load(mobile(value)));
    expect(await Promise.all(loading)).toEqual(values.map((value) => `7-${value}`));
    expect(directory.asked.map((asked) => asked.values.length)).toEqual([
      ...Array.from({ length: 10 }, () => 100),
      1,
    ]);
  });

  it('after a look-up that failed are looked up as ever', async () => {
    directory.outages.set('7', new Error('the store is away'));
    const failing = [1, 2, 3].map(async (n) => {
      await expect(customerLoader(shared, '7').load(mobile(String(n)))).rejects.toThrow('away');
    });
    await Promise.all(failing);
    directory.outages.clear();
    expect(await customerLoader(shared, '7').load(mobile('1'))).toBe('7-1');
  });

  it('of one organisation do not fail with those of another', async () => {
    directory.outages.set('8', new Error('the store refused organisation 8'));
    const [own, other] = await Promise.allSettled([
      customerLoader(shared, '7').load(mobile('1')),
      customerLoader(shared, '8').load(mobile('1')),
    ]);
    expect(other.status).toBe('rejected');
    expect(own).toEqual({ status: 'fulfilled', value: '7-1' });
  });
});
