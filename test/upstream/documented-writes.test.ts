import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../src/postgres/store.js';
import type { BulkCommand } from '../../src/service/promotion-service.js';
import { openMemoryStore } from '../support/embedded-store.js';
import {
  aDocumentedHistory,
  failure,
  openDocumentedPlatform,
  promotionData,
  type DocumentedPlatform,
} from './documented-platform.js';
import type { ScriptedAnswer } from './scripted-platform.js';
import { aCommand, openTestUpstream, verdictsOf, withRequest, type TestUpstream } from './service.js';

let own: Store;
let platform: DocumentedPlatform;
let upstream: TestUpstream;
beforeAll(async () => {
  own = await openMemoryStore();
  platform = await openDocumentedPlatform();
});
afterAll(async () => {
  await platform.close();
  await own.close();
});
beforeEach(() => {
  platform.reset();
  platform.answers.promotionData = () => promotionData([]);
  upstream = openTestUpstream(platform.url, own);
  return () => upstream.close();
});

const byId = (...ids: string[]): Partial<BulkCommand> => ({
  lookups: ids.map((value) => ({
    status: 'deferred',
    key: { identifierName: 'ID', value, source: 'ALL' },
  })),
});
/** A call in promotion 57099 for customers by their ids. */
const call = (request: Partial<BulkCommand['request']> = {}, ids = ['306']) =>
  withRequest(aCommand(ids, byId(...ids)), { programId: '469', promotionId: '57099', ...request });
const issue = () => call({ operation: 'ISSUE', action: 'ISSUE' });
const entries = (...response: object[]): ScriptedAnswer => ({ body: { response } });
const failed = (code: number, message = 'no') => ({
  errors: [{ status: false, code, message }],
  warnings: [],
});
const writes = () => platform.received.filter(({ method }) => method === 'POST');

describe('a write in front of a documented platform', () => {
  it.each<[string, object]>([
    ['issualId as text', { issualId: '840' }],
    ['revokedIssualId as a number', { revokedIssualId: 840 }],
  ])('knows what REVOKE_ENROL took back by its %s', async (_, ids) => {
    platform.answers.revoke = () => entries({ result: { entityId: 306, programId: '469', ...ids } });
    const outcome = await upstream.service.execute(call({ operation: 'REVOKE', action: 'REVOKE_ENROL' }));
    expect(outcome).toMatchObject({ customers: [{ status: 'enrolmentRevoked', issualId: '840' }] });
  });

  it('is in doubt about a REVOKE_ENROL whose answer names two enrolments', async () => {
    const ids = { issualId: '840', revokedIssualId: 841 };
    platform.answers.revoke = () => entries({ result: { entityId: 306, programId: '469', ...ids } });
    const outcome = await upstream.service.execute(call({ operation: 'REVOKE', action: 'REVOKE_ENROL' }));
    expect(verdictsOf(outcome)).toEqual(['OUTCOME_UNKNOWN']);
  });

  it('takes earnings back though another promotion of the customer cannot be read', async () => {
    const broken = aDocumentedHistory({ promotionId: 2, pointsOfferType: 'OTHER' });
    platform.answers.promotionData = () => promotionData([broken, aDocumentedHistory()]);
    platform.answers.revoke = () => entries({ result: { entityId: 306, revokedEarnIds: [900] } });
    const outcome = await upstream.service.execute(call({ operation: 'REVOKE', action: 'REVOKE_EARN' }));
    expect(outcome).toMatchObject({
      customers: [{ status: 'earningsRevoked', issualId: '840', earnedIds: ['900'] }],
    });
  });

  it.each([
    ['an unknown customer', 8015, 'CUSTOMER_NOT_FOUND'],
    ['a customer of another source', 8065, 'CUSTOMER_NOT_FOUND'],
    ['another type of entity', 1212, 'INVALID_ENTITY_TYPE'],
  ])('understands an error of the single sibling without side effects: %s', async (_, code, fault) => {
    platform.answers.issue = () => ({
      body: { errors: [{ status: false, code, message: 'no' }], warnings: [] },
    });
    expect(verdictsOf(await upstream.service.execute(issue()))).toEqual([fault]);
  });

  it('understands that the single sibling issued nothing', async () => {
    const warnings = [{ status: false, code: 8890, message: 'promotion not issued' }];
    platform.answers.issue = () => ({ body: { warnings, errors: [], sideEffects: [] } });
    expect(verdictsOf(await upstream.service.execute(issue()))).toEqual(['NOT_ISSUED']);
  });

  it.each([
    ['with 200', 200],
    ['with 400', 400],
  ])('is refused by a general error %s', async (_, status) => {
    platform.answers.bulk = () => ({ status, ...failure(8892) });
    expect(verdictsOf(await upstream.service.execute(call()))).toEqual(['PROMOTION_INACTIVE']);
  });

  it.each<[string, ScriptedAnswer]>([
    ['of one customer', entries(failed(500, 'Requests have failed due to errors'))],
    ['of the whole call', failure(500, 'Requests have failed due to errors')],
    ['of the whole call with 400', { status: 400, ...failure(500) }],
  ])('is in doubt after the code 500 %s', async (_, answer) => {
    platform.answers.bulk = () => answer;
    expect(verdictsOf(await upstream.service.execute(call()))).toEqual(['OUTCOME_UNKNOWN']);
  });

  it('is in doubt for one customer of several after the code 500', async () => {
    const good = { result: { entityId: 306, issualId: '840' } };
    platform.answers.bulk = () => entries(good, failed(500));
    expect(verdictsOf(await upstream.service.execute(call({}, ['306', '307'])))).toEqual([
      'enrolled',
      'OUTCOME_UNKNOWN',
    ]);
  });

  describe('for an id that fails with 8896', () => {
    it('knows that no customer has it, so that it is not tried for ever', async () => {
      platform.answers.bulk = () => entries({ result: { entityId: 306, issualId: '840' } }, failed(8896));
      platform.answers.promotionData = () => failure(8015);
      const outcome = await upstream.service.execute(call({}, ['306', '307']));
      expect(verdictsOf(outcome)).toEqual(['enrolled', 'CUSTOMER_NOT_FOUND']);
      const reads = platform.received.filter(({ method }) => method === 'GET');
      expect(reads.map(({ url }) => new URL(url, platform.url).searchParams.get('identifierValue'))).toEqual([
        '307',
      ]);
    });

    it.each<[string, ScriptedAnswer]>([
      ['the customer exists', promotionData([])],
      ['the platform does not say', { status: 500, body: {} }],
    ])('says that it failed where %s', async (_, answer) => {
      platform.answers.bulk = () => entries(failed(8896));
      platform.answers.promotionData = () => answer;
      expect(verdictsOf(await upstream.service.execute(call()))).toEqual(['ISSUE_FAILED']);
    });
  });

  it('is distinguished from a missing field where the platform answers 403', async () => {
    platform.answers.bulk = () => ({ status: 403, ...failure(8881, 'insufficient parameters passed') });
    expect(verdictsOf(await upstream.service.execute(call()))).toEqual(['MISSING_PARAMETERS']);
    platform.answers.bulk = () => ({ status: 403, ...failure(403, 'Mandatory field tillId is missing') });
    expect(await upstream.service.execute(call())).toMatchObject({
      refusal: {
        fault: 'UNRECOGNISED',
        reported: { restCode: 403, message: 'Mandatory field tillId is missing' },
      },
    });
  });

  it.each<[string, ScriptedAnswer]>([
    ['without a word', { status: 403, body: {} }],
    ['by access group', { status: 403, body: { errorCode: 4000, errorMessage: 'no' } }],
    ['in words', { status: 403, ...failure(403, "Client doesn't have access to the requested resource") }],
    ['in a body of 200', failure(4000)],
    ['because the authorisation is down', { body: { errorCode: '4001', errorMessage: 'down' } }],
  ])('is not done where the platform refuses the credential %s', async (_, answer) => {
    platform.answers.bulk = () => answer;
    expect(verdictsOf(await upstream.service.execute(call()))).toEqual(['UPSTREAM_UNAVAILABLE']);
    expect(writes()).toHaveLength(1);
  });

  it.each<[string, object]>([
    [
      'in its own form',
      { response: { status: { success: 'false', code: '498', message: 'Token expired' } } },
    ],
    ['as a general error', { errors: [{ status: false, code: 498, message: 'Token expired' }] }],
  ])('is sent once more with a new token where 498 stands in a body of 200, %s', async (_, expired) => {
    const oauth = openTestUpstream(platform.url, own, {
      credential: { scheme: 'OAuth', key: 'k', secret: 's' },
    });
    let tokens = 0;
    const { answer } = platform;
    platform.answer = (request) => {
      if (request.url === '/v3/oauth/token/generate') {
        return { body: { data: { accessToken: `token-${++tokens}`, ttlSeconds: 300 }, errors: null } };
      }
      return request.headers['x-cap-api-oauth-token'] === 'token-1' ? { body: expired } : answer(request);
    };
    expect(verdictsOf(await oauth.service.execute(call()))).toEqual(['enrolled']);
    expect(tokens).toBe(2);
    platform.answer = answer;
    await oauth.close();
  });

  it('is for no customer where a general error has 8896 for an id that the platform does not know', async () => {
    platform.answers.bulk = () => failure(8896);
    platform.answers.promotionData = () => failure(8105);
    expect(verdictsOf(await upstream.service.execute(call()))).toEqual(['CUSTOMER_NOT_FOUND']);
    platform.answers.promotionData = () => promotionData([aDocumentedHistory()]);
    expect(verdictsOf(await upstream.service.execute(call()))).toEqual(['ISSUE_FAILED']);
  });

  it('is in doubt where a success stands beside an error of the whole call', async () => {
    const done = { result: { entityId: 306, issualId: '840' }, errors: [], warnings: [] };
    platform.answers.bulk = () => ({
      body: { response: [done], errors: [{ status: false, code: 8892, message: 'inactive' }] },
    });
    expect(verdictsOf(await upstream.service.execute(call()))).toEqual(['OUTCOME_UNKNOWN']);
    platform.answers.bulk = () => ({ body: { response: [], ...(failure(8892).body as object) } });
    expect(verdictsOf(await upstream.service.execute(call()))).toEqual(['PROMOTION_INACTIVE']);
  });

  it('finds a customer busy by 521 in JSON, and a platform that is down by the 521 of a CDN', async () => {
    const states: string[] = [];
    const counting = openTestUpstream(platform.url, own, { onStateChange: (state) => states.push(state) });
    platform.answers.bulk = () => ({ status: 521, ...failure(521) });
    for (let n = 0; n < 6; n++) {
      expect(verdictsOf(await counting.service.execute(call()))).toEqual(['CUSTOMER_BUSY']);
    }
    expect(states).toEqual([]);
    platform.answer = () => ({ status: 521, body: '<h1>Web server is down</h1>' });
    for (let n = 0; n < 3; n++) {
      expect(verdictsOf(await counting.service.execute(call()))).toEqual(['OUTCOME_UNKNOWN']);
    }
    expect(states).toEqual(['open']);
    await counting.close();
  });
});
