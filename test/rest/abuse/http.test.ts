import { describe, expect, it } from 'vitest';
import { aBody } from '../../support/operations.js';
import { URL, useRestDoor } from './rest-door.js';

const door = useRestDoor();

describe('abuse of the REST door in HTTP', () => {
  it.each([
    { request: 'an empty body', payload: '', message: 'The body is empty: JSON is expected' },
    { request: 'a body that is not JSON', payload: '{"type": ', message: 'The body is not JSON' },
    {
      request: 'a body that is not UTF-8',
      payload: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
      message: 'The body is not UTF-8',
    },
    {
      request: 'a body that would change prototypes',
      payload: '{"type":"CUSTOMER","__proto__":{"admin":true}}',
      message: 'The body is not JSON',
    },
    {
      request: 'a customer that would change prototypes',
      payload: '{"type":"CUSTOMER","customers":[{"constructor":{"prototype":{"admin":true}}}]}',
      message: 'The body is not JSON',
    },
    {
      request: 'a customer that has an identifier twice',
      payload: '{"customers":[{"identifierValue":"1001","source":"INSTORE","identifierValue":"1002"}]}',
      message: 'The body repeats a member of an object: send each member once',
    },
    {
      request: 'a body with a byte order mark',
      payload: '\ufeff{"type":"CUSTOMER"}',
      message: 'The body is not JSON',
    },
    { request: 'null', payload: 'null', message: 'The body must be a JSON object' },
    { request: 'a list', payload: '[]', message: 'The body must be a JSON object' },
    { request: 'text', payload: '"x"', message: 'The body must be a JSON object' },
    { request: 'a number', payload: '1', message: 'The body must be a JSON object' },
    {
      request: 'a body of endless depth',
      payload: '['.repeat(1e5) + ']'.repeat(1e5),
      message: 'The body must be a JSON object',
    },
  ])('answers 400 to $request', async ({ payload, message }) => {
    const response = await door.send({ headers: { 'content-type': 'application/json' }, payload });
    expect(response.statusCode).toBe(400);
    expect(response.json()).toEqual({ errors: [{ status: false, code: 400, message }], warnings: [] });
  });

  it('answers 414 to a URL of more than 8 KiB', async () => {
    const response = await door.send({ url: `${URL}?mobile=${'9'.repeat(8_192)}` });
    expect(response.statusCode).toBe(414);
    expect(response.json()).toEqual({
      errors: [{ status: false, code: 414, message: 'The URL is longer than 8 KiB' }],
      warnings: [],
    });
  });

  it('answers 415 to a compressed body', async () => {
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    expect((await door.send({ headers, payload: '{"type":"CUSTOMER"}' })).statusCode).toBe(415);
  });

  it('answers 400 to no body at all', async () => {
    const response = await door.send({});
    expect(response.statusCode).toBe(400);
    expect(response.json()).toEqual({
      errors: [{ status: false, code: 400, message: 'The body must be a JSON object' }],
      warnings: [],
    });
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'nonsense',
  ])('answers 415 to a body of type %s', async (contentType) => {
    const response = await door.send({
      headers: { 'content-type': contentType },
      payload: JSON.stringify(aBody()),
    });
    expect(response.statusCode).toBe(415);
    expect(response.json()).toEqual({
      errors: [
        {
          status: false,
          code: 415,
          message: 'The body must be JSON: send Content-Type: application/json',
        },
      ],
      warnings: [],
    });
  });

  it('answers 415 to a body of no type', async () => {
    const response = await door.send({ payload: Buffer.from(JSON.stringify(aBody())) });
    expect(response.statusCode).toBe(415);
  });

  it('takes a body of 256 KiB, and answers 413 to one byte more', async () => {
    const padded = (length: number) => JSON.stringify(aBody({ type: 'USERGROUP2' })).padEnd(length, ' ');
    const [fits, tooLarge] = [
      await door.caller.bulk(padded(262_144)),
      await door.caller.bulk(padded(262_145)),
    ];
    expect(fits.statusCode).toBe(200);
    expect(tooLarge.statusCode).toBe(413);
    expect(tooLarge.json()).toEqual({
      errors: [{ status: false, code: 413, message: 'The body is larger than 256 KiB' }],
      warnings: [],
    });
  });

  it.each(['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'] as const)('answers 405 to %s', async (method) => {
    const response = await door.send({ method });
    expect(response.statusCode).toBe(405);
    expect(response.headers.allow).toBe('POST');
  });

  it.each([
    `${URL}//`,
    `${URL}/1`,
    '/v2/promotion/bulk',
    '/V2/promotion/bulk/enrolAndEarn',
    '/v2/promotion/bulk/enrolandearn',
  ])('answers 404 at %s', async (url) => {
    const response = await door.send({ url });
    expect(response.statusCode).toBe(404);
  });
});
