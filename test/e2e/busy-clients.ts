import { Agent, request } from 'node:http';

/** What clients met that send one request after the other, each on a connection that it keeps. */
export interface ClientReport {
  answered: number;
  /** Requests that were lost, by what their client saw: a refused connection is no request. */
  readonly lost: Record<string, number>;
}

export interface BusyClients {
  readonly report: ClientReport;
  /** Each client stops once its connection is refused, or at `stop`. */
  readonly done: Promise<void>;
  stop(): void;
}

const HEADERS = {
  'content-type': 'application/json',
  authorization: `Basic ${btoa('demo.till:demo123')}`,
};
const BODY = JSON.stringify({ query: '{ promotionErrors { code message } }' });

export function startClients(address: string, count: number): BusyClients {
  const report: ClientReport = { answered: 0, lost: {} };
  let stopped = false;
  const lose = (how: string) => {
    report.lost[how] = (report.lost[how] ?? 0) + 1;
  };
  const send = (agent: Agent) =>
    new Promise<boolean>((resolve) => {
      const sent = request(`${address}/graphql`, { method: 'POST', agent, headers: HEADERS }, (answer) => {
        answer.resume().once('end', () => {
          if (answer.statusCode === 200) report.answered += 1;
          else lose(`status ${answer.statusCode ?? 0}`);
          resolve(!stopped);
        });
        answer.once('error', ({ message }) => lose(message));
      });
      sent.once('error', (error: NodeJS.ErrnoException) => {
        if (error.code !== 'ECONNREFUSED') lose(error.code ?? error.message);
        resolve(!stopped && error.code !== 'ECONNREFUSED');
      });
      sent.end(BODY);
    });
  const runs = Array.from({ length: count }, async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    while (await send(agent));
    agent.destroy();
  });
  return {
    report,
    done: Promise.all(runs).then(() => undefined),
    stop: () => {
      stopped = true;
    },
  };
}
