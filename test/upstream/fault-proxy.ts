import { createServer, Socket, type AddressInfo } from 'node:net';

/** What the proxy does to what goes through it. */
export type TcpFault =
  /** Passes everything on, so much later. */
  | { readonly kind: 'latency'; readonly ms: number }
  /** Ends each connection with a reset as soon as it is made. */
  | { readonly kind: 'resetOnConnect' }
  /** Resets once the platform has begun to answer, before any of it is passed on. */
  | { readonly kind: 'resetAfterRequest' }
  /** Passes so many bytes of an answer on, then ends the connection. */
  | { readonly kind: 'cut'; readonly bytes: number }
  /** Swallows what is sent to the platform. */
  | { readonly kind: 'swallowRequests' }
  /** Swallows what the platform answers. */
  | { readonly kind: 'swallowAnswers' }
  /** Lets the platform act, and answers something else in its place: HTTP as it stands here. */
  | { readonly kind: 'answerInstead'; readonly http: string }
  /** Passes answers on a byte at a time. */
  | { readonly kind: 'drip'; readonly everyMs: number };

/** A TCP proxy on loopback with a fault that a test can change. */
export interface FaultProxy {
  readonly url: string;
  /**
   * Null passes everything on. It applies to connections made from then on, or to so many of them; those there are
   * are ended.
   */
  set(fault: TcpFault | null, times?: number): void;
  /** Leaves the connections there are, and applies to the next POST that comes in on any of them. */
  setForNextWrite(fault: TcpFault): void;
  /** Ends all connections, and has new ones refused. */
  refuse(): Promise<void>;
  /** Takes connections again, at the same URL. */
  accept(): Promise<void>;
  /** How many connections were made since the last `set`. */
  readonly connections: number;
  /** How many pieces of requests were swallowed. */
  readonly swallowed: number;
  close(): Promise<void>;
}

export async function openFaultProxy(target: string): Promise<FaultProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let fault: TcpFault | null = null;
  let ofNextWrite: TcpFault | null = null;
  let connections = 0;
  let swallowed = 0;
  let left = Infinity;
  const server = createServer((client) => {
    connections += 1;
    left -= 1;
    const own = left >= 0 ? fault : null;
    const upstream = new Socket();
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    }
    client.on('close', () => upstream.destroy());
    if (own?.kind === 'resetOnConnect') {
      client.resetAndDestroy();
      return;
    }
    upstream.connect(Number(port), hostname);
    const route: Route = { client, upstream, fault: own };
    client.on('data', (chunk) => {
      if (!ofNextWrite || !chunk.toString('latin1').startsWith('POST ')) return;
      route.fault = ofNextWrite;
      ofNextWrite = null;
    });
    passOn(route, () => (swallowed += 1));
  });
  const listen = (at: number) =>
    new Promise<void>((resolve) => server.listen(at, '127.0.0.1', () => resolve()));
  await listen(0);
  const { port: own } = server.address() as AddressInfo;
  const close = () => {
    endAll();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  const endAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${own}`,
    set(next, times = Infinity) {
      fault = next;
      left = times;
      connections = 0;
      endAll();
    },
    setForNextWrite(next) {
      ofNextWrite = next;
    },
    refuse: close,
    accept: () => listen(own),
    get connections() {
      return connections;
    },
    get swallowed() {
      return swallowed;
    },
    close,
  };
}

/** A connection, and what is done to it. */
interface Route {
  readonly client: Socket;
  readonly upstream: Socket;
  fault: TcpFault | null;
}

function passOn(route: Route, onSwallow: () => void): void {
  const { client, upstream } = route;
  const later = (work: () => void) => {
    if (route.fault?.kind === 'latency') setTimeout(work, route.fault.ms);
    else work();
  };
  client.on('data', (chunk) => {
    if (route.fault?.kind === 'swallowRequests') onSwallow();
    else later(() => upstream.write(chunk));
  });
  let passed = 0;
  upstream.on('data', (chunk) => {
    const { fault } = route;
    switch (fault?.kind) {
      case 'resetAfterRequest':
        client.resetAndDestroy();
        return;
      case 'cut': {
        client.write(chunk.subarray(0, Math.max(0, fault.bytes - passed)));
        passed += chunk.length;
        if (passed >= fault.bytes) setImmediate(() => client.destroy());
        return;
      }
      case 'swallowAnswers':
        return;
      case 'answerInstead':
        if (passed === 0) client.write(fault.http);
        passed += chunk.length;
        return;
      case 'drip':
        drip(client, chunk, fault.everyMs);
        return;
      case 'latency':
      case 'resetOnConnect':
      case 'swallowRequests':
      case undefined:
        later(() => client.write(chunk));
    }
  });
  upstream.on('end', () => client.end());
}

function drip(client: Socket, chunk: Buffer, everyMs: number): void {
  let sent = 0;
  const timer = setInterval(() => {
    if (sent >= chunk.length || client.destroyed) clearInterval(timer);
    else client.write(chunk.subarray(sent, ++sent));
  }, everyMs);
  client.on('close', () => clearInterval(timer));
}
