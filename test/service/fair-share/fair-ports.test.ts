import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { CustomerRegister } from '../../../src/service/customer-register.js';
import {
  fairCatalogue,
  fairKeyRecords,
  fairRecords,
  fairRegister,
  fairService,
} from '../../../src/service/fair-share/fair-ports.js';
import { FairShare } from '../../../src/service/fair-share/fair-share.js';
import type { KeyRecords } from '../../../src/service/idempotency/key-records.js';
import type { PromotionService } from '../../../src/service/promotion-service.js';
import type { CustomerRecords, PromotionCatalogue } from '../../../src/service/read-ports.js';

const caller = { organisation: { organisationId: '7', timeZone: 'UTC' }, clientId: '9', access: [] } as const;
const stranger = { organisation: { organisationId: '8' }, clientId: '9' };

type Calls = Record<string, ReturnType<typeof vi.fn<(...args: unknown[]) => unknown>>>;

/** A port that answers each call with the name of the method. */
function port<Port>(methods: Record<keyof Port & string, true>): { port: Port; calls: Calls } {
  const calls: Calls = Object.fromEntries(
    Object.keys(methods).map((name) => [name, vi.fn<(...args: unknown[]) => unknown>(async () => name)]),
  );
  return { port: calls as Port, calls };
}

const catalogue = port<PromotionCatalogue>({
  programs: true,
  findPrograms: true,
  findPromotions: true,
  findPromotionsById: true,
  list: true,
  pages: true,
});
const records = port<CustomerRecords>({
  historiesOf: true,
  enrolments: true,
  earnings: true,
  findEnrolments: true,
  findEarnings: true,
  latest: true,
});
const register = port<CustomerRegister>({ requireOffered: true, identifiersOf: true, register: true });
const keys = port<KeyRecords>({ forget: true, findLatest: true });
const service = port<Pick<PromotionService, 'execute'>>({ execute: true });

/** One piece of work at a time, so that what takes no turn of the share shows. */
let share: FairShare;
beforeEach(() => {
  vi.clearAllMocks();
  share = new FairShare({ atOnce: 1, each: 1, waiting: 10, patienceMs: null });
});

/** Takes the whole share until the returned function is called. */
function takeShare(sharer: Parameters<FairShare['run']>[0]): () => void {
  let end: () => void = () => undefined;
  void share.run(sharer, () => new Promise<void>((resolve) => (end = resolve)));
  return () => {
    end();
  };
}

const fair = {
  catalogue: () => [fairCatalogue(catalogue.port, share, caller), catalogue.calls] as const,
  records: () => [fairRecords(records.port, share, caller), records.calls] as const,
  register: () => [fairRegister(register.port, share, caller), register.calls] as const,
  keys: () => [fairKeyRecords(keys.port, share), keys.calls] as const,
  service: () => [fairService(service.port, share), service.calls] as const,
};

/** The arguments by which the last two find the client whose share it is. */
const argumentsOf: Readonly<Record<string, readonly unknown[]>> = {
  findLatest: ['7', '9', 'key'],
  execute: [{ caller }],
};

const shared = Object.entries({ catalogue, records, register, keys, service }).flatMap(([name, { calls }]) =>
  Object.keys(calls)
    .filter((method) => method !== 'requireOffered' && method !== 'forget')
    .map((method) => [method, name as keyof typeof fair] as const),
);

describe.each(shared)('%s of the %s', (method, name) => {
  const args = argumentsOf[method] ?? ['7', ['1', '2'], { any: 'argument' }, 4];
  const call = () => {
    const [port] = fair[name]();
    return (port as unknown as Record<string, (...given: readonly unknown[]) => unknown>)[method]?.(...args);
  };

  it('waits for a turn of its client, and then passes on all arguments and the result', async () => {
    const end = takeShare(stranger);
    const answer = call();
    const [, calls] = fair[name]();
    await new Promise((resolve) => setImmediate(resolve));
    expect(calls[method]).not.toHaveBeenCalled();
    end();
    expect(await answer).toBe(method);
    expect(calls[method]).toHaveBeenCalledExactlyOnceWith(...args);
  });

  it('counts for the share of its client in its organisation', async () => {
    share = new FairShare({ atOnce: 2, each: 1, waiting: 10, patienceMs: null });
    const end = takeShare(caller);
    const answer = call();
    const [, calls] = fair[name]();
    await new Promise((resolve) => setImmediate(resolve));
    expect(calls[method]).not.toHaveBeenCalled();
    end();
    expect(await answer).toBe(method);
  });
});

describe('beside the shares of clients', () => {
  it('keys are forgotten by the gateway itself, which waits for no client', async () => {
    takeShare(stranger);
    const before = Date.parse('2026-04-01T09:00:00Z');
    expect(await fairKeyRecords(keys.port, share).forget(before, 100)).toBe('forget');
    expect(keys.calls.forget).toHaveBeenCalledExactlyOnceWith(before, 100);
  });

  it('a register that is not offered says so without a turn', () => {
    takeShare(stranger);
    const refuses = { ...register.port, requireOffered: () => expect.fail('not offered') };
    expect(() => {
      fairRegister(refuses, share, caller).requireOffered();
    }).toThrow('not offered');
  });
});
