import { randomUUID } from 'node:crypto';
import { NoAnswer, send, type Gateway } from './gateway.js';
import {
  EnrolCustomersDocument,
  WhatBecameOfDocument,
  type EnrolCustomersInput,
} from './generated/operations.js';
import { nextStep, type NextStep, type Result } from './next-step.js';

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
    const steps = (await resultsOf(gateway, { ...input, idempotencyKey })).map(nextStep);
    const waits = steps.flatMap((step) => (step.do === 'send the same again' ? [step.afterMs] : []));
    if (waits.length === 0 || round === ROUNDS) return steps;
    await sleep(Math.max(...waits));
  }
}

/** The results of the call; if no answer came at last, those that the gateway has on record for its key. */
async function resultsOf(
  gateway: Gateway,
  input: EnrolCustomersInput & { readonly idempotencyKey: string },
): Promise<readonly Result[]> {
  try {
    const { enrolCustomers } = await send(gateway, EnrolCustomersDocument, { input });
    return enrolCustomers?.results ?? [];
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    const { idempotencyKey } = input;
    const { promotionOperation } = await send(gateway, WhatBecameOfDocument, { idempotencyKey });
    if (!promotionOperation) throw error;
    return promotionOperation.results;
  }
}
