import { describe, expect, it } from 'vitest';
import { explainUnreachable } from '../../../src/postgres/connection/unreachable-server.js';

const URL_WITH_SECRET = 'postgres://gateway:sesame@db.example:6432/loyalty';

/** What is said of an error that came up when the store was opened. */
function said(error: Error): string {
  const explained = explainUnreachable(error, URL_WITH_SECRET);
  return explained instanceof Error ? explained.message : String(explained);
}

describe('an error of reaching the server names DATABASE_URL and the way out, where', () => {
  it.each<[string, Error, string]>([
    [
      'a password is asked for',
      new Error('SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string'),
      'the server asks for a password, and the URL has none',
    ],
    [
      'there is no TLS',
      new Error('The server does not support SSL connections'),
      'does not support TLS. Remove sslmode from the URL',
    ],
    [
      'it hangs up',
      new Error('Connection terminated unexpectedly'),
      'the server at db.example:6432 closed the connection',
    ],
    ['it is silent', new Error('timeout expired'), 'the server at db.example:6432 does not answer'],
    [
      'its certificate is not trusted',
      Object.assign(new Error('self-signed certificate'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }),
      'the certificate of db.example:6432 is not trusted',
    ],
    [
      'a file of TLS is missing',
      Object.assign(new Error('no such file'), { code: 'ENOENT', syscall: 'open' }),
      'the gateway cannot read a TLS file',
    ],
    [
      'the socket is missing',
      Object.assign(new Error('no such file'), { code: 'ENOENT', syscall: 'connect' }),
      'its socket does not exist',
    ],
    [
      'each address of its host refuses',
      new AggregateError([Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })]),
      'nothing listens at db.example:6432',
    ],
  ])('%s', (_, error, reason) => {
    expect(said(error)).toMatch(/^DATABASE_URL cannot be used: .*\.$/);
    expect(said(error)).toContain(reason);
    expect(said(error)).not.toContain('sesame');
  });
});
