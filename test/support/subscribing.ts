import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocket, type ClientOptions } from 'ws';
import type { TestGateway } from './gateway.js';

/** What the tests subscribe to: customer 1001, by its mobile. */
export const SUBSCRIPTION = `subscription ($mobile: String = "919000001001") {
  customerPromotionChanged(identifierName: MOBILE, identifierValue: $mobile, source: INSTORE) {
    promotion { id name program { name } } enrolmentsUsed earningsUsed
    enrolments { edges { node { issualId active revokedAt earnings { edges { node { earnedId revokedAt } } } } } }
  }
}`;

export const MOBILE = '919000001001';

/** Answers that say everything thirty times. */
export const LONG_SUBSCRIPTION = SUBSCRIPTION.replace(
  'enrolmentsUsed',
  Array.from(
    { length: 30 },
    (_, n) => `all${'x'.repeat(n)}: enrolments(first: 40) { edges { node { ...all } } }`,
  ).join(' '),
).concat(
  ' fragment all on PromotionEnrolment { issualId enrolledAt expiresAt active recordedBy { clientId requestId } }',
);

/** A mutation of one customer in promotion 500 of program 10. */
export function act(name: string, mobile = MOBILE, more = ''): string {
  return `mutation { ${name}(input: {
    programId: 10, promotionId: 500, identifierName: MOBILE, ${more}
    customers: [{ identifierValue: "${mobile}", source: INSTORE }]
  }) { status } }`;
}

/** A message of graphql-transport-ws. */
export interface Message {
  readonly type: string;
  readonly id?: string;
  readonly payload?: unknown;
}

/** A WebSocket that a test reads message by message. */
export interface TestSocket {
  readonly socket: WebSocket;
  /** All that came and was not taken yet. */
  readonly messages: Message[];
  send(message: Message | string): void;
  /** Takes the next message. */
  next(): Promise<Message>;
  subscribe(id: string, payload?: object): void;
  /** The code with which it is closed. */
  readonly closed: Promise<number>;
}

/** Where a gateway listens, which it begins to if it does not yet. */
export async function addressOf({ app: { server } }: TestGateway): Promise<string> {
  if (!server.server.listening) await server.listen({ port: 0, host: '127.0.0.1' });
  return `127.0.0.1:${(server.server.address() as AddressInfo).port}`;
}

/** Opens a socket. @throws the answer's status, where the upgrade is refused */
export async function openSocket(gateway: TestGateway, options: ClientOptions = {}): Promise<TestSocket> {
  const socket = new WebSocket(
    `ws://${await addressOf(gateway)}/graphql/stream`,
    'graphql-transport-ws',
    options,
  );
  const messages: Message[] = [];
  let wake: () => void = () => undefined;
  socket.on('message', (data: Buffer) => {
    messages.push(JSON.parse(data.toString()) as Message);
    wake();
  });
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  const send = (message: Message | string) =>
    socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  await once(socket, 'open');
  socket.on('error', () => undefined);
  return {
    socket,
    messages,
    closed,
    send,
    subscribe: (id, payload = { query: SUBSCRIPTION }) => send({ type: 'subscribe', id, payload }),
    next: async () => {
      while (messages.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      return messages.shift()!;
    },
  };
}

/** Opens a socket as this caller, and says hello. */
export async function connectAs(gateway: TestGateway, authorization: string): Promise<TestSocket> {
  const socket = await openSocket(gateway, { headers: { authorization } });
  socket.send({ type: 'connection_init' });
  await socket.next();
  return socket;
}
