import { describe, expect, it } from 'vitest';
import { ATTRIBUTION_HEADERS, readForwardedHeaders } from '../../src/request/forwarded-headers.js';

const TYPE = 'X-CAP-API-ATTRIBUTION-ENTITY-TYPE';
const CODE = 'X-CAP-API-ATTRIBUTION-ENTITY-CODE';
const PARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

const contextOf = (...headers: string[]) => readForwardedHeaders(headers)?.context;
const traceOf = (...headers: string[]) => readForwardedHeaders(headers)?.trace;

describe('the headers that a platform receives', () => {
  it('are the five of the attribution', () => {
    expect(ATTRIBUTION_HEADERS).toEqual([
      'x-cap-api-attribution-entity-type',
      'x-cap-api-attribution-entity-code',
      'x-cap-api-attribution-till-code',
      'x-cap-api-attribution-lookup-type',
      'x-cap-api-attribution-lookup',
    ]);
    const sent = ATTRIBUTION_HEADERS.flatMap((name, i) => [name.toUpperCase(), `value ${i}`]);
    expect(readForwardedHeaders(sent)).toEqual({
      context: Object.fromEntries(ATTRIBUTION_HEADERS.map((name, i) => [name, `value ${i}`])),
      trace: {},
    });
  });

  it('are none where none of them is sent', () => {
    expect(readForwardedHeaders(['Host', 'x', 'X-Request-Id', '1', 'User-Agent', 'curl'])).toBeUndefined();
    expect(readForwardedHeaders([CODE, '', 'Accept-Language', ' '])).toBeUndefined();
  });

  it('leave out an attribution that is repeated, because the platform reads one', () => {
    expect(contextOf(TYPE, 'TILL', TYPE, 'STORE', CODE, 'a, b')).toEqual({ [CODE.toLowerCase()]: 'a, b' });
  });

  it('have the languages of all lines', () => {
    expect(contextOf('Accept-Language', 'de-CH', 'accept-language', 'en;q=0.5')).toEqual({
      'accept-language': 'de-CH, en;q=0.5',
    });
    expect(contextOf('Accept-Language', 'x'.repeat(257))).toBeUndefined();
  });

  it('have the trace, with the state in all of its lines', () => {
    expect(traceOf('traceparent', PARENT, 'tracestate', 'a=1', 'tracestate', 'b=2')).toEqual({
      traceparent: PARENT,
      tracestate: 'a=1,b=2',
    });
    expect(traceOf('traceparent', `${PARENT.replace('00', '01')}-more`)).toEqual({
      traceparent: `${PARENT.replace('00', '01')}-more`,
    });
  });

  it.each([
    ['is missing', []],
    ['is repeated', ['traceparent', PARENT, 'traceparent', PARENT]],
    ['has capitals', ['traceparent', PARENT.toUpperCase()]],
    ['has a trace id of zeros', ['traceparent', PARENT.replace(/-[0-9a-f]{32}/, `-${'0'.repeat(32)}`)]],
    ['has a parent id of zeros', ['traceparent', PARENT.replace(/-[0-9a-f]{16}-/, `-${'0'.repeat(16)}-`)]],
    ['has the version ff', ['traceparent', PARENT.replace('00', 'ff')]],
    ['has more members than its version', ['traceparent', `${PARENT}-more`]],
  ])('have no state where the parent %s', (_, headers: string[]) => {
    expect(readForwardedHeaders([...headers, 'tracestate', 'a=1'])?.trace ?? {}).toEqual({});
  });

  it('leave out a state that is too long, and keep its parent', () => {
    expect(traceOf('traceparent', PARENT, 'tracestate', `a=${'x'.repeat(511)}`)).toEqual({
      traceparent: PARENT,
    });
  });
});
