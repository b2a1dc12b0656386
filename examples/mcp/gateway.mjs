/** Asks the gateway, again where no answer came: every attempt sends the same body, and with it the same key. */

import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';

const {
  GATEWAY_URL = 'http://127.0.0.1:4000/graphql',
  GATEWAY_AUTHORIZATION = `Basic ${btoa('demo.till:demo123')}`,
} = process.env;
const ATTEMPTS = 5;
const FIRST_WAIT_MS = 500;

/** @throws Error in words for the model */
export async function ask(query, variables) {
  const body = JSON.stringify({ query, variables });
  for (let attempt = 1; ; attempt++) {
    const response = await post(body);
    if (response && response.status !== 429 && response.status < 500) return dataOf(response);
    if (attempt === ATTEMPTS)
      throw new Error('The gateway does not answer. Ask promotion_operation with the key');
    const asked = Number(response?.headers.get('retry-after') ?? 0) * 1_000;
    await sleep(Math.max(asked, FIRST_WAIT_MS * 2 ** (attempt - 1) * (0.5 + Math.random() / 2)));
  }
}

async function post(body) {
  const headers = {
    authorization: GATEWAY_AUTHORIZATION,
    accept: 'application/graphql-response+json, application/json',
    'content-type': 'application/json',
  };
  try {
    return await fetch(GATEWAY_URL, { method: 'POST', headers, body, signal: AbortSignal.timeout(60_000) });
  } catch {
    return null;
  }
}

async function dataOf(response) {
  const { data, errors } = await response.json();
  if (data && !errors) return data;
  throw new Error(errors?.map(({ message }) => message).join('; ') ?? `HTTP ${response.status}`);
}
