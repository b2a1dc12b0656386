import { randomUUID } from 'node:crypto';
import { send, type Gateway } from './gateway.js';
import { EnrolCustomersDocument, type EnrolCustomersInput } from './generated/operations.js';
import { nextStep, type NextStep } from './next-step.js';

const ROUNDS = 3;
const defaultSleep = (milliseconds: number) => new Promise<void>((done) => setTimeout(done, milliseconds));

/**
 * Enrols customers, and says of each what to do next. The key is made once, before the first attempt; an app keeps
 * it with the basket, so that it is the same after a restart.
 */
export async function enrol(
  gateway: Gateway,
  input: EnrolCustomersInput,
  idempotencyKey: string = randomUUID(),
): Promise<NextStep[]> {
  const { sleep = defaultSleep } = gateway;
  for (let round = 1; ; round++) {
    const { enrolCustomers } = await send(gateway, EnrolCustomersDocument, {
      input: { ...input, idempotencyKey },
    });
    const steps = (enrolCustomers?.results ?? []).map(nextStep);
    const waits = steps.flatMap((step) => (step.do === 'send the same again' ? [step.afterMs] : []));
    if (waits.length === 0 || round === ROUNDS) return steps;
    await sleep(Math.max(...waits));
  }
}
