import { beforeEach, expect, it } from 'vitest';
import type { Authentication } from '../../../src/service/auth/authenticator.js';
import { VerifiedCallers } from '../../../src/service/auth/verified-callers.js';
import type { Caller } from '../../../src/service/caller.js';
import { manualClock } from '../../support/manual-clock.js';

let callers: VerifiedCallers;
beforeEach(() => {
  callers = new VerifiedCallers(manualClock('2026-04-01T09:00:00Z'));
});

const caller = (organisationId: string, clientId: string): Caller => ({
  organisation: { organisationId, timeZone: 'UTC' },
  clientId,
  access: [],
});
const accepted = (one: Caller): Authentication => ({ status: 'accepted', caller: one, expiresAt: null });
const verify = (fingerprint: string, one: Caller) =>
  callers.verify(fingerprint, async () => ({ authentication: accepted(one), goodUntil: Infinity }));
const client = { organisationId: '7', clientId: '9' };

it('a changed client is forgotten with each of its credentials, and no other client is', async () => {
  await verify('one', caller('7', '9'));
  await verify('two', caller('7', '9'));
  await verify('other', caller('7', '10'));
  await verify('elsewhere', caller('8', '9'));
  callers.forget(client);
  const known = ['one', 'two', 'other', 'elsewhere'].filter((fingerprint) => callers.find(fingerprint));
  expect(known).toEqual(['other', 'elsewhere']);
});

it('what was read before a change is not remembered after it', async () => {
  await callers.verify('one', async () => {
    callers.forget(client);
    return { authentication: accepted(caller('7', '9')), goodUntil: Infinity };
  });
  expect(callers.find('one')).toBeNull();
  await callers.current(client, async () => {
    callers.forget(client);
    return caller('7', '9');
  });
  expect(await callers.current(client, async () => null)).toBeNull();
});

it('all clients are forgotten at once where changes may have been missed', async () => {
  await verify('one', caller('7', '9'));
  await callers.current(client, async () => caller('7', '9'));
  callers.forget(null);
  expect(callers.find('one')).toBeNull();
  expect(await callers.current(client, async () => null)).toBeNull();
});
