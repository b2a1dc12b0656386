import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { request } from 'undici';
import type { Bench } from '../bench.js';
import { gatewayCommand } from '../contenders/gateway.js';
import { Processes } from '../contenders/processes.js';
import { percentile } from '../statistics.js';
import { authorization, oauthClient, TILL } from '../store/data.js';
import { PROGRAM_ID } from '../store/walk.js';

/** Requests of one kind, with good credentials. */
interface Answers {
  readonly p50: number;
  readonly p95: number;
  readonly answered: number;
  readonly refused: number;
}

/** The same requests alone, and beside callers that guess passwords. */
export interface BesideGuesses {
  readonly name: string;
  readonly alone: Answers;
  readonly beside: Answers;
}

interface GoodRequest {
  readonly name: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

const GUESSING_CALLERS = 300;
const MEASURED_MS = 10_000;
/** The callers have failed often enough by then to be suspect. */
const GUESSED_FOR_MS = 5_000;
const BETWEEN_REQUESTS_MS = 20;

const json = { 'content-type': 'application/json' };
const goodRequests: readonly GoodRequest[] = [
  {
    name: 'a read by a till',
    path: '/graphql',
    headers: { ...json, authorization },
    body: JSON.stringify({
      query: `{ loyaltyPromotions(programId: "${PROGRAM_ID}", first: 10) { edges { node { id name } } } }`,
    }),
  },
  {
    name: 'a token',
    path: '/v3/oauth/token/generate',
    headers: json,
    body: JSON.stringify(oauthClient),
  },
];

/** What callers without any credential do to a till and an OAuth client that have good ones. */
export async function measureBesideGuesses({ ground }: Bench): Promise<BesideGuesses[]> {
  const processes = new Processes();
  try {
    const { origin } = await processes.server(gatewayCommand(ground.url));
    await measureAll(origin);
    const alone = await measureAll(origin);
    const guesses = startGuessing(origin);
    processes.onStop(() => guesses.kill());
    await once(guesses, 'spawn');
    await after(GUESSED_FOR_MS);
    const beside = await measureAll(origin);
    return goodRequests.flatMap(({ name }, i) => {
      const [aloneOne, besideOne] = [alone[i], beside[i]];
      return aloneOne && besideOne ? [{ name, alone: aloneOne, beside: besideOne }] : [];
    });
  } finally {
    await processes.stop();
  }
}

function startGuessing(origin: string) {
  const program = fileURLToPath(new URL('../processes/guess-passwords.js', import.meta.url));
  const settings = { ORIGIN: origin, TILL, CLIENT: oauthClient.key, CALLERS: String(GUESSING_CALLERS) };
  return spawn(process.execPath, [program], {
    env: { PATH: process.env.PATH, ...settings },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** Both kinds of request at once, one of each at a time. */
function measureAll(origin: string): Promise<Answers[]> {
  return Promise.all(goodRequests.map((one) => measure(origin, one)));
}

async function measure(origin: string, { path, headers, body }: GoodRequest): Promise<Answers> {
  const durations: number[] = [];
  let refused = 0;
  for (const end = performance.now() + MEASURED_MS; performance.now() < end;) {
    const sent = performance.now();
    const answer = await request(`${origin}${path}`, { method: 'POST', headers, body });
    const text = await answer.body.text();
    durations.push(performance.now() - sent);
    if (answer.statusCode !== 200 || text.includes('"errors":[')) refused += 1;
    await after(BETWEEN_REQUESTS_MS);
  }
  const p50 = percentile(durations, 0.5);
  return { p50, p95: percentile(durations, 0.95), answered: durations.length, refused };
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
