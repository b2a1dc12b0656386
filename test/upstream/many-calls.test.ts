import { describe, expect, it } from 'vitest';
import { useScriptedPlatform } from './fixture.js';
import type { ReceivedRequest } from './scripted-platform.js';
import { aCommand, verdictsOf, withRequest } from './service.js';

/** A thirtieth of the time-out of a platform that answers after a second. */
const ANSWERED_AFTER_MS = 100;
const TIMEOUT_MS = 3_000;
const CALLS = 200;

interface Customers {
  readonly customers: readonly { readonly identifierValue: string }[];
}

function enrolAll({ body }: ReceivedRequest) {
  const { customers } = JSON.parse(body) as Customers;
  const response = customers.map(({ identifierValue }) => ({
    result: { entityId: Number(identifierValue.slice(-4)), issualId: identifierValue.slice(-4) },
    errors: [],
    warnings: [],
  }));
  return { body: { response }, afterMs: ANSWERED_AFTER_MS };
}

describe('two hundred calls at once', () => {
  const states: string[] = [];
  const fixture = useScriptedPlatform(() => ({
    timeoutMs: TIMEOUT_MS,
    onStateChange: (state) => states.push(state),
  }));
  const many = Array.from({ length: CALLS }, (_, n) => n);
  const mobile = (n: number) => String(919_000_001_000 + n);

  it.each([
    ['each in a promotion of its own', (n: number) => String(500 + n)],
    ['all in one promotion', () => '500'],
  ])('leave none in doubt on a platform that takes its time, %s', async (_, promotionOf) => {
    fixture.platform.answer = enrolAll;
    const commands = many.map((n) => withRequest(aCommand([mobile(n)]), { promotionId: promotionOf(n) }));
    const outcomes = await Promise.all(commands.map((command) => fixture.upstream.service.execute(command)));
    const verdicts = outcomes.flatMap(verdictsOf);
    const done = fixture.platform.received.flatMap(({ body }) => (JSON.parse(body) as Customers).customers);
    expect(verdicts.filter((verdict) => verdict === 'enrolled')).toHaveLength(done.length);
    expect(verdicts.filter((verdict) => verdict === 'UPSTREAM_UNAVAILABLE')).toHaveLength(
      CALLS - done.length,
    );
    expect(states).toEqual([]);
  });
});
