/** Chooses the credential of a call to the platform. */

import { createHash } from 'node:crypto';
import type { Caller } from '../../service/caller.js';
import { accessTokens } from './access-tokens.js';
import type { Circuit } from './circuit.js';

/** The headers of a credential. */
export type CredentialHeaders = Readonly<Record<string, string>>;

export interface Credentials {
  /** Whether they are the callers' own, passed on. */
  readonly arePassed: boolean;
  /** @throws NoToken */
  headersFor(caller: Caller, timeoutMs: number): Promise<CredentialHeaders>;
  /** Discards headers that the platform refused. @returns whether new ones are available */
  refused(headers: CredentialHeaders): boolean;
}

/** The credential of calls to the platform. */
export type OwnCredential =
  | { readonly scheme: 'Basic'; readonly username: string; readonly password: string }
  | { readonly scheme: 'OAuth'; readonly key: string; readonly secret: string };

/** The gateway's own credential, the same for every caller. */
export function ownCredentials(credential: OwnCredential, circuit: Circuit): Credentials {
  if (credential.scheme === 'Basic') {
    const { username, password } = credential;
    const headers = basicHeaders(username, isMd5(password) ? password : md5Hex(password));
    return { arePassed: false, headersFor: () => Promise.resolve(headers), refused: () => false };
  }
  const tokens = accessTokens(circuit, credential);
  return {
    arePassed: false,
    headersFor: async (_caller, timeoutMs) => tokenHeaders(await tokens.current(timeoutMs)),
    refused: (headers) => {
      tokens.forget(headers[TOKEN_HEADER] ?? '');
      return true;
    },
  };
}

/** Each caller's own credential. */
export const passedCredentials: Credentials = {
  arePassed: true,
  headersFor: ({ credential }) => {
    if (!credential) throw new Error('The caller sent no credential that the gateway can pass on');
    const headers =
      credential.scheme === 'Basic'
        ? basicHeaders(credential.till, credential.password)
        : tokenHeaders(credential.token);
    return Promise.resolve(headers);
  },
  refused: () => false,
};

const TOKEN_HEADER = 'x-cap-api-oauth-token';

function tokenHeaders(token: string): CredentialHeaders {
  return { [TOKEN_HEADER]: token };
}

function basicHeaders(username: string, password: string): CredentialHeaders {
  return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
}

function isMd5(password: string): boolean {
  return /^[0-9a-f]{32}$/i.test(password);
}

/** MD5 is the platform's format on the wire; TLS protects the password. */
function md5Hex(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
