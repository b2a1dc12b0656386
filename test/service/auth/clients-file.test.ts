import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InvalidClientsFile, parseClientsFile } from '../../../src/service/auth/clients-file.js';
import { hashMadeSecret } from '../../../src/service/auth/machine-secret.js';
import { hashSecret } from '../../../src/service/auth/secret-hash.js';
import { root } from '../../support/pages.js';

const secretHash = hashMadeSecret('TILL', 'secret');
const till = { organisation: '1001', kind: 'till', key: 'till.1', access: ['customer:read'], secretHash };
const shop = { id: 1001, name: 'Corner Shop', timeZone: 'Europe/London' };

/** A file with a member on each line. */
const fileOf = (clients: readonly object[], organisations: readonly object[] = [shop]) =>
  JSON.stringify({ organisations, clients }, null, 1);

/** The faults of a text, a line each. */
function faultsOf(text: string): string[] {
  try {
    parseClientsFile(text);
  } catch (error) {
    if (error instanceof InvalidClientsFile) return error.message.split('\n').slice(1);
    throw error;
  }
  return [];
}

describe('a file of clients', () => {
  it('is written as docs/organisation.md shows it', async () => {
    const page = await readFile(join(root, 'docs/organisation.md'), 'utf8');
    const [, example = ''] = /## Clients from a file.*?```json\n(.*?)```/s.exec(page) ?? [];
    expect(parseClientsFile(example)).toMatchObject({
      organisations: [{ organisationId: '1001' }],
      clients: [{ key: 'till.1' }, { key: 'app', tokenTtlSeconds: 3_600, oldWorksForSeconds: 86_400 }],
    });
  });

  it('has organisations and clients, whose lives and times have defaults', async () => {
    const app = {
      ...till,
      kind: 'oauth',
      key: 'app',
      organisation: 1001,
      secretHash: await hashSecret('own'),
    };
    const rest = { tokenLifeSeconds: 3_600, oldSecretWorksForSeconds: 0, revoked: true };
    expect(parseClientsFile(fileOf([till, { ...app, ...rest }]))).toEqual({
      organisations: [{ organisationId: '1001', name: 'Corner Shop', timeZone: 'Europe/London' }],
      clients: [
        {
          line: 10,
          organisationId: '1001',
          kind: 'TILL',
          key: 'till.1',
          secretHash,
          access: ['customer:read'],
          tokenTtlSeconds: 300,
          oldWorksForSeconds: 604_800,
          revoked: false,
        },
        expect.objectContaining({
          line: 19,
          kind: 'OAUTH',
          key: 'app',
          organisationId: '1001',
          tokenTtlSeconds: 3_600,
          oldWorksForSeconds: 0,
          revoked: true,
        }),
      ],
    });
  });

  it('may have no organisations, where the store has them', () => {
    expect(parseClientsFile(JSON.stringify({ clients: [till] })).organisations).toEqual([]);
  });

  it.each<[what: string, fault: string, text: string]>([
    ['is empty', 'line 1: is no JSON (ValueExpected): correct it', ''],
    ['ends too early', 'line 2: is no JSON (CloseBraceExpected): correct it', '{\n"clients": []'],
    ['has a comment', 'line 1: is no JSON (InvalidCommentToken): correct it', '{ "clients": [] } // none'],
    ['is a list', 'line 1: the file must be an object with the members organisations and clients', '[]'],
    ['has no clients', 'line 1: clients is missing: add it', '{}'],
    [
      'has an unknown member',
      'line 3: client is no member that is known: remove it, or correct its name',
      '{\n"clients": [],\n"client": []\n}',
    ],
    [
      'has a client without a key',
      'line 10: clients[0].key is missing: add it',
      fileOf([{ ...till, key: undefined }]),
    ],
    [
      'has a key with a colon',
      'line 13: clients[0].key must have 1 to 255 characters, without colons and control characters',
      fileOf([{ ...till, key: 'a:b' }]),
    ],
    [
      'has an unknown access group',
      'line 15: clients[0].access[0] must be one of customer:read, customer:write, promotion:read, promotion:write',
      fileOf([{ ...till, access: ['customer:all'] }]),
    ],
    [
      'has an unknown kind',
      'line 12: clients[0].kind must be "till" or "oauth"',
      fileOf([{ ...till, kind: 'TILL' }]),
    ],
    [
      'has a token life of a month and a day',
      'line 18: clients[0].tokenLifeSeconds must be a whole number from 1 to 2592000',
      fileOf([{ ...till, tokenLifeSeconds: 31 * 86_400 }]),
    ],
    [
      'has a zone that is none',
      'line 6: organisations[0].timeZone must be a time zone such as Europe/London',
      fileOf([], [{ ...shop, timeZone: 'Europe/Londn' }]),
    ],
    [
      'has an id that is none',
      'line 4: organisations[0].id must be a whole number from 1 to 9223372036854775807',
      fileOf([], [{ ...shop, id: '0' }]),
    ],
    [
      'has a client twice',
      'line 19: till.1 stands on line 10 already: remove one of them',
      fileOf([till, { ...till, access: [] }]),
    ],
  ])('that %s is refused with its line', (_, fault, text) => {
    expect(faultsOf(text)).toEqual([fault]);
  });

  it('that has a secret in place of its hash is refused without showing the secret', () => {
    const [fault, ...others] = faultsOf(fileOf([{ ...till, secretHash: 'pgw_secret' }]));
    expect(others).toEqual([]);
    expect(fault).toMatch(
      /^line 17: clients\[0\]\.secretHash must be a hash .* and never the secret itself$/,
    );
    expect(fault).not.toContain('pgw_secret');
  });

  it('names all of its faults at once', () => {
    const faults = faultsOf(fileOf([{ ...till, kind: 'x', secretHash: 7 }], [{ ...shop, name: '' }]));
    expect(faults.map((fault) => fault.split(' ').slice(0, 3).join(' '))).toEqual([
      'line 5: organisations[0].name',
      'line 12: clients[0].kind',
      'line 17: clients[0].secretHash',
    ]);
  });
});
