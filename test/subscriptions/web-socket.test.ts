import { sql } from 'kysely';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { subscriberLimits } from '../../src/graphql/subscriptions/subscriber.js';
import { accessGroups } from '../../src/service/caller.js';
import { openGateway, type TestGateway } from '../support/gateway.js';
import type { TestOrganisation } from '../support/organisation.js';
import { aPromotion } from '../support/promotion.js';
import {
  act,
  addressOf,
  connectAs,
  LONG_SUBSCRIPTION,
  MOBILE,
  openSocket,
  SUBSCRIPTION,
  type TestSocket,
} from '../support/subscribing.js';

const PAGE = 'https://shop.example';

let gateway: TestGateway;
let caller: TestOrganisation;
let stranger: TestOrganisation;
const opened: TestSocket[] = [];

beforeAll(async () => {
  const limits = { ...subscriberLimits, initMs: 500, connectionsPerClient: 20 };
  gateway = await openGateway({
    config: { subscriptions: true, corsOrigins: [PAGE] },
    subscriberLimits: limits,
  });
  const promotions = [aPromotion({ enrolmentLimit: 100, earnLimit: 100 })];
  caller = await gateway.organisation({ promotions });
  stranger = await gateway.organisation({ promotions });
});
afterEach(async () => {
  for (const { socket } of opened.splice(0)) socket.terminate();
  await nobodyWatches();
});
afterAll(() => gateway.close());

const watching = (count: number) =>
  vi.waitFor(() => expect(gateway.changes?.watching).toBe(count), { timeout: 20_000 });
const nobodyWatches = () => watching(0);

async function connect(authorization = caller.authorization): Promise<TestSocket> {
  const socket = await connectAs(gateway, authorization);
  opened.push(socket);
  return socket;
}

async function open(options?: Parameters<typeof openSocket>[1]): Promise<TestSocket> {
  const socket = await openSocket(gateway, options);
  opened.push(socket);
  return socket;
}

/** The error message of a subscription that is refused. */
async function refusalOf(payload: object, socket?: TestSocket): Promise<unknown> {
  const on = socket ?? (await connect());
  on.subscribe('x', payload);
  return on.next();
}

describe('a subscription', () => {
  it('sends an enrolment, an earning and their revocations, as they are by then', async () => {
    const socket = await connect();
    socket.subscribe('1');
    await watching(1);
    const received: unknown[] = [];
    for (const name of [
      'enrolCustomers',
      'earnPromotion',
      'revokePromotionEarnings',
      'revokePromotionEnrolments',
    ]) {
      await caller.graphql(act(name));
      const { id, payload } = await socket.next();
      expect(id).toBe('1');
      received.push(
        (payload as { data: { customerPromotionChanged: unknown } }).data.customerPromotionChanged,
      );
    }
    expect(received).toMatchObject([
      {
        promotion: { id: '500' },
        enrolmentsUsed: 1,
        earningsUsed: 0,
        enrolments: { edges: [{ node: { active: true } }] },
      },
      {
        enrolmentsUsed: 1,
        earningsUsed: 1,
        enrolments: { edges: [{ node: { earnings: { edges: [{ node: { revokedAt: null } }] } } }] },
      },
      {
        earningsUsed: 0,
        enrolments: {
          edges: [{ node: { earnings: { edges: [{ node: { revokedAt: expect.any(String) } }] } } }],
        },
      },
      {
        enrolmentsUsed: 0,
        enrolments: { edges: [{ node: { active: false, revokedAt: expect.any(String) } }] },
      },
    ]);
    socket.send({ type: 'complete', id: '1' });
    await nobodyWatches();
  });

  it('receives nothing of other customers and organisations, of dry runs, and of refused calls', async () => {
    const socket = await connect();
    socket.subscribe('1');
    await watching(1);
    await caller.graphql(act('enrolCustomers', '919000001002'));
    await stranger.graphql(act('enrolCustomers'));
    await caller.graphql(act('enrolCustomers', MOBILE, 'dryRun: true'));
    await caller.graphql(act('enrolCustomers', '910000000000'));
    await caller.graphql(act('enrolCustomers'));
    const { payload } = (await socket.next()) as { payload: { data: { customerPromotionChanged: object } } };
    expect(payload.data.customerPromotionChanged).toMatchObject({ enrolmentsUsed: 1 });
    expect(socket.messages).toEqual([]);
  });

  it('is refused for a customer who does not exist, and counts towards no limit', async () => {
    const variables = { mobile: '910000000000' };
    await expect(refusalOf({ query: SUBSCRIPTION, variables })).resolves.toEqual({
      id: 'x',
      type: 'error',
      payload: [
        expect.objectContaining({
          message: 'Customer not found for the given identifiers',
          extensions: { code: 'CUSTOMER_NOT_FOUND' },
        }),
      ],
    });
  });

  it('needs customer:read', async () => {
    const access = accessGroups.filter((group) => group !== 'customer:read');
    const writer = await gateway.organisation({ access });
    const socket = await connect(writer.authorization);
    await expect(refusalOf({ query: SUBSCRIPTION }, socket)).resolves.toMatchObject({
      payload: [{ extensions: { code: 'FORBIDDEN' } }],
    });
  });

  it.each([
    ['a query', '{ promotionErrors { code } }', 'BAD_REQUEST'],
    ['a mutation', act('enrolCustomers'), 'BAD_REQUEST'],
    ['what is no GraphQL', 'subscription {', 'GRAPHQL_PARSE_FAILED'],
    ['an empty document', '', 'BAD_REQUEST'],
    ['a field that is not there', 'subscription { customerPromotionChangd }', 'GRAPHQL_VALIDATION_FAILED'],
    ['two root fields', SUBSCRIPTION.replace('{', '{ __typename '), 'GRAPHQL_VALIDATION_FAILED'],
    ['too many fields', SUBSCRIPTION.replace('name', 'name '.repeat(500)), 'QUERY_LIMIT'],
    ['too many tokens', SUBSCRIPTION.replace('name', 'name '.repeat(5_000)), 'GRAPHQL_PARSE_FAILED'],
    ['an unknown operation', `${SUBSCRIPTION} `, 'OPERATION_RESOLUTION_FAILURE', { operationName: 'Other' }],
    [
      'a variable that does not fit',
      SUBSCRIPTION,
      'BAD_USER_INPUT',
      { variables: { mobile: [919000001001] } },
    ],
  ])('is not %s', async (_what, query, code, more: object = {}) => {
    const refused = await refusalOf({ query, ...more });
    expect(refused).toMatchObject({
      type: 'error',
      payload: expect.arrayContaining([expect.objectContaining({ extensions: { code } })]),
    });
    expect(JSON.stringify(refused)).not.toMatch(/919000001001|Did you mean/);
  });

  it('closes its connection when changes may have been missed, and begins again once they arrive', async () => {
    const socket = await connect();
    socket.subscribe('1');
    await watching(1);
    gateway.changes?.interrupt();
    await expect(socket.closed).resolves.toBe(1013);
    await expect(refusalOf({ query: SUBSCRIPTION })).resolves.toMatchObject({
      payload: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }],
    });
    gateway.changes?.resume();
    (await connect()).subscribe('1');
    await watching(1);
  });
});

describe('a connection', () => {
  it('with wrong credentials is refused before it is upgraded', async () => {
    const headers = { authorization: `Basic ${Buffer.from('till:wrong').toString('base64')}` };
    await expect(openSocket(gateway, { headers })).rejects.toThrow('401');
    await expect(openSocket(gateway, { origin: PAGE, headers })).rejects.toThrow('401');
  });

  const origins = async () => [undefined, PAGE, `http://${await addressOf(gateway)}`];

  it.each([
    {
      form: 'authorization, as in the documentation',
      payload: (value: string) => ({ authorization: value }),
    },
    { form: 'Authorization, as GraphiQL sends it', payload: (value: string) => ({ Authorization: value }) },
    {
      form: 'headers, as Apollo Sandbox sends them',
      payload: (value: string) => ({ headers: { Authorization: value } }),
    },
  ])('without headers sends its credential in its first message: $form', async ({ payload }) => {
    for (const origin of await origins()) {
      const socket = await open(origin === undefined ? {} : { origin });
      socket.send({ type: 'connection_init', payload: payload(caller.authorization) });
      await expect(socket.next()).resolves.toEqual({ type: 'connection_ack' });
    }
  });

  it.each(['X-CAP-API-OAUTH-TOKEN', 'x-cap-api-oauth-token'])(
    'without headers may send a token as %s',
    async (name) => {
      const answer = await gateway.app.server.inject({
        method: 'POST',
        url: '/v3/oauth/token/generate',
        payload: { key: caller.oauthKey, secret: caller.oauthSecret },
      });
      const { data } = answer.json<{ data: { accessToken: string } }>();
      const socket = await open();
      socket.send({ type: 'connection_init', payload: { [name]: data.accessToken } });
      await expect(socket.next()).resolves.toEqual({ type: 'connection_ack' });
    },
  );

  it.each([undefined, {}, { authorization: 'Basic bm86Ym9keQ==' }, { authorization: 7 }, { headers: 'x' }])(
    'that sends no valid credential in its first message is closed with 4403 and the reason: %j',
    async (payload) => {
      for (const origin of await origins()) {
        const socket = await open(origin === undefined ? {} : { origin });
        const reason = new Promise<string>((resolve) =>
          socket.socket.once('close', (_code, text: Buffer) => resolve(text.toString())),
        );
        socket.send({ type: 'connection_init', ...(payload && { payload }) });
        await expect(socket.closed).resolves.toBe(4403);
        await expect(reason).resolves.toContain('send authorization in connection_init');
      }
    },
  );

  it.each(['https://evil.example', 'null', 'http://127.0.0.1:1'])(
    'of a page of %s is refused',
    async (origin) => {
      const { authorization } = caller;
      await expect(openSocket(gateway, { origin, headers: { authorization } })).rejects.toThrow('403');
    },
  );

  it('that says nothing is closed', async () => {
    const { authorization } = caller;
    await expect((await open({ headers: { authorization } })).closed).resolves.toBe(4408);
  });

  it('begins 100 subscriptions and refuses each further one, out of 1,000', async () => {
    const socket = await connect();
    for (let n = 1; n <= 1_000; n++) socket.subscribe(String(n));
    await vi.waitFor(() => expect(socket.messages).toHaveLength(900), { timeout: 20_000 });
    await watching(100);
    const codes = socket.messages.map(({ payload }) => (payload as [{ extensions: unknown }])[0].extensions);
    expect(new Set(codes.map((code) => JSON.stringify(code)))).toEqual(
      new Set(['{"code":"TOO_MANY_SUBSCRIPTIONS"}']),
    );
    socket.messages.length = 0;
    socket.send({ type: 'complete', id: socket.messages[0]?.id ?? '1' });
    await watching(99);
    socket.subscribe('again');
    await watching(100);
    await caller.graphql(act('enrolCustomers'));
    await vi.waitFor(() => expect(socket.messages).toHaveLength(100), { timeout: 20_000 });
  });

  it('is one of 20 of a client at most', async () => {
    const sockets = await Promise.all(Array.from({ length: 20 }, () => connect(stranger.authorization)));
    const one = await open({ headers: { authorization: stranger.authorization } });
    one.send({ type: 'connection_init' });
    await expect(one.closed).resolves.toBe(4429);
    sockets[0]!.socket.terminate();
    await vi.waitFor(async () => {
      const next = await open({ headers: { authorization: stranger.authorization } });
      next.send({ type: 'connection_init' });
      expect(await Promise.race([next.next(), next.closed])).toEqual({ type: 'connection_ack' });
    });
  });

  it('that breaks off leaves nothing behind', async () => {
    const socket = await connect();
    for (const id of ['1', '2', '3']) socket.subscribe(id);
    await watching(3);
    socket.socket.terminate();
    await nobodyWatches();
    const { organisationId } = caller;
    expect(gateway.log).toContainEqual(
      expect.objectContaining({ route: '/graphql/stream', status: 101, organisationId, msg: 'request' }),
    );
  });

  it('that breaks off while its subscription begins leaves nothing behind', async () => {
    const socket = await connect();
    socket.subscribe('1');
    socket.socket.terminate();
    const other = await connect();
    other.subscribe('1');
    await watching(1);
    other.socket.close();
    await nobodyWatches();
  });

  it.each([
    ['no JSON', 'hello', 4400],
    ['an unknown type', '{"type":"start"}', 4400],
    ['a message of servers', '{"type":"connection_ack"}', 4400],
    ['a query that is no text', '{"id":"1","type":"subscribe","payload":{"query":1}}', 4400],
    ['more than 256 KiB', `"${'x'.repeat(300_000)}"`, 1009],
    ['a second greeting', '{"type":"connection_init"}', 4429],
  ])('that sends %s is closed', async (_what, text, code) => {
    const socket = await connect();
    socket.send(text);
    await expect(socket.closed).resolves.toBe(code);
  });

  it('that subscribes before it has said who it is, or twice under the same id, is closed', async () => {
    const early = await open({ headers: { authorization: caller.authorization } });
    early.subscribe('1');
    await expect(early.closed).resolves.toBe(4401);
    const twice = await connect();
    twice.subscribe('1');
    twice.subscribe('1');
    await expect(twice.closed).resolves.toBe(4409);
  });

  it('ends when its token expires', async () => {
    const socket = await connect(await tokenFor(299.8));
    socket.subscribe('1');
    await expect(socket.closed).resolves.toBe(4403);
  });

  it('ends rather than send anything to a client that was switched off', async () => {
    const socket = await connect();
    socket.subscribe('1');
    await watching(1);
    const active = (is: boolean) =>
      sql`update api_client set active = ${is} where key = ${caller.till}`.execute(gateway.store.db);
    await active(false);
    gateway.clock.advance(31_000);
    await active(false);
    await act1ByOauth();
    await expect(socket.closed).resolves.toBe(4403);
    await active(true);
    gateway.clock.advance(31_000);
  });
});

async function tokenFor(secondsOld: number): Promise<string> {
  const { oauthKey: key, oauthSecret: secret } = caller;
  const answer = await caller.post('/v3/oauth/token/generate', { key, secret });
  const token = answer.json<{ data: { accessToken: string } }>().data.accessToken;
  gateway.clock.advance(secondsOld * 1_000);
  return `Bearer ${token}`;
}

async function act1ByOauth(): Promise<void> {
  const authorization = await tokenFor(0);
  await caller.post('/graphql', { query: act('enrolCustomers') }, { authorization });
}

it('each message has a turn of the event loop, however many come in one packet', async () => {
  const socket = await connect();
  const count = 500;
  let turns = 0;
  const countTurns = (): void => {
    turns += 1;
    counting = setImmediate(countTurns);
  };
  let counting = setImmediate(countTurns);
  try {
    for (let i = 0; i < count; i++) socket.send({ type: 'ping' });
    for (let i = 0; i < count; i++) expect(await socket.next()).toEqual({ type: 'pong' });
    expect(turns).toBeGreaterThanOrEqual(count);
  } finally {
    clearImmediate(counting);
  }
});

describe('a gateway that leaves', () => {
  it('says so to everybody who is connected', async () => {
    const leaving = await openGateway({ config: { subscriptions: true } });
    const organisation = await leaving.organisation();
    const socket = await connectAs(leaving, organisation.authorization);
    socket.subscribe('1');
    await vi.waitFor(() => expect(leaving.changes?.watching).toBe(1));
    await leaving.close();
    await expect(socket.closed).resolves.toBe(1001);
    expect(leaving.changes?.watching).toBe(0);
  });
});

describe('a reader that does not read', () => {
  it('is cut off when too much is waiting for it', async () => {
    const limits = { ...subscriberLimits, unreadBytes: 64 * 1024 };
    const stuck = await openGateway({ config: { subscriptions: true }, subscriberLimits: limits });
    try {
      const organisation = await stuck.organisation({ promotions: [aPromotion({ enrolmentLimit: 100 })] });
      const socket = await connectAs(stuck, organisation.authorization);
      const gone = once(socket.socket, 'close');
      for (const id of ['a', 'b', 'c', 'd']) socket.subscribe(id, { query: LONG_SUBSCRIPTION });
      await vi.waitFor(() => expect(stuck.changes?.watching).toBe(4), { timeout: 20_000 });
      socket.socket.pause();
      for (let n = 1; n <= 40; n++) await organisation.graphql(act('enrolCustomers'));
      // The networks of both sides hold some megabytes themselves.
      const { organisationId } = organisation;
      await vi.waitFor(
        () => {
          stuck.changes?.publish({ organisationId, promotionId: '500', customerIds: ['1001'] });
          expect(stuck.changes?.watching).toBe(0);
        },
        { timeout: 25_000, interval: 10 },
      );
      socket.socket.resume();
      await gone;
    } finally {
      await stuck.close();
    }
  });

  it('is cut off when it does not say that it is there', async () => {
    const limits = { ...subscriberLimits, keepAliveMs: 100 };
    const stuck = await openGateway({ config: { subscriptions: true }, subscriberLimits: limits });
    try {
      const { authorization } = await stuck.organisation();
      const [silent, alive] = [await connectAs(stuck, authorization), await connectAs(stuck, authorization)];
      silent.subscribe('1');
      alive.subscribe('1');
      await vi.waitFor(() => expect(stuck.changes?.watching).toBe(2), { timeout: 20_000 });
      silent.socket.pause();
      await vi.waitFor(() => expect(stuck.changes?.watching).toBe(1), { timeout: 20_000 });
      expect(alive.socket.readyState).toBe(alive.socket.OPEN);
    } finally {
      await stuck.close();
    }
  });
});
