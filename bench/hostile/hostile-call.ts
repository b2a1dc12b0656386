/** Which way a call comes in. */
export type Transport = 'POST' | 'GET' | 'REST' | 'SSE' | 'WebSocket';

/** A call that a valid credential can send and that is to cost as much as the limits let it. */
export interface HostileCall {
  readonly name: string;
  readonly transport: Transport;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** For a WebSocket the message behind connection_init. */
  readonly body: string;
}

/** A body may have 256 KiB; the rest is left for what stands around the filling. */
export const FILLING = 250_000;

const JSON_BODY = { 'content-type': 'application/json' };

/** A GraphQL call by POST. */
export function post(name: string, query: string, variables: object = {}): HostileCall {
  return raw(name, JSON.stringify({ query, variables }));
}

/** A body for the GraphQL door as it is. */
export function raw(name: string, body: string): HostileCall {
  return { name, transport: 'POST', method: 'POST', path: '/graphql', headers: JSON_BODY, body };
}

/** A GraphQL call by GET. */
export function get(name: string, parameters: Readonly<Record<string, string>>): HostileCall {
  const path = `/graphql?${new URLSearchParams(parameters).toString()}`;
  return { name, transport: 'GET', method: 'GET', path, headers: JSON_BODY, body: '' };
}

/** A call of the REST door. */
export function rest(name: string, path: string, body?: unknown, headers: object = {}): HostileCall {
  const method = body === undefined ? 'GET' : 'POST';
  const text = typeof body === 'string' ? body : JSON.stringify(body ?? '');
  return { name, transport: 'REST', method, path, headers: { ...JSON_BODY, ...headers }, body: text };
}

/** A subscription by Server-Sent Events. */
export function sse(name: string, query: string, variables: object = {}): HostileCall {
  const headers = { ...JSON_BODY, accept: 'text/event-stream' };
  const body = JSON.stringify({ query, variables });
  return { name, transport: 'SSE', method: 'POST', path: '/graphql/stream', headers, body };
}

/** A subscription by WebSocket. */
export function webSocket(name: string, query: string, variables: object = {}): HostileCall {
  const body = JSON.stringify({ id: '1', type: 'subscribe', payload: { query, variables } });
  return { name, transport: 'WebSocket', method: 'GET', path: '/graphql/stream', headers: {}, body };
}

/** As many numbered names as wanted, without repetition. */
export function named(count: number, write: (i: number) => string): string {
  return Array.from({ length: count }, (_, i) => write(i)).join(' ');
}

/** An object with so many members that nothing knows. */
export function unknownMembers(count: number): Record<string, number> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`identifierValu${i}`, i]));
}
