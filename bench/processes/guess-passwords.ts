import { Agent, request } from 'node:http';
import { requiredSetting } from './required-setting.js';

/**
 * CALLERS at once log in at ORIGIN with wrong secrets until the process is ended: half as tills, half for tokens, and each
 * second one under a key that there is. Each sends its next attempt when the last was answered.
 */

const { origin, till, client, callers } = {
  origin: requiredSetting('ORIGIN'),
  till: requiredSetting('TILL'),
  client: requiredSetting('CLIENT'),
  callers: Number(requiredSetting('CALLERS')),
};
const agent = new Agent({ keepAlive: true });
let attempts = 0;

async function guess(caller: number): Promise<never> {
  for (;;) {
    const secret = `wrong-${attempts++}`;
    const isKnown = caller % 4 < 2;
    await (caller % 2 === 0
      ? asTill(isKnown ? till : `unknown.${caller}`, secret)
      : forToken(isKnown ? client : `unknown-${caller}`, secret));
  }
}

function asTill(key: string, secret: string): Promise<void> {
  const authorization = `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`;
  return post('/graphql', { authorization }, { query: '{ __typename }' });
}

function forToken(key: string, secret: string): Promise<void> {
  return post('/v3/oauth/token/generate', {}, { key, secret });
}

function post(path: string, headers: Record<string, string>, body: object): Promise<void> {
  return new Promise((resolve) => {
    const sent = request(
      `${origin}${path}`,
      { method: 'POST', agent, headers: { ...headers, 'content-type': 'application/json' } },
      (answer) => answer.resume().on('close', resolve),
    );
    sent.on('error', () => {
      resolve();
    });
    sent.end(JSON.stringify(body));
  });
}

await Promise.all(Array.from({ length: callers }, (_, i) => guess(i)));
