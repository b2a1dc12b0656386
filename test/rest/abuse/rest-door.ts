/** The gateway that the tests of abuse of the REST door share, its documented messages, and the ways to call it. */

import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, expect } from 'vitest';
import { openGateway, type TestGateway } from '../../support/gateway.js';
import { aBody } from '../../support/operations.js';
import type { TestOrganisation } from '../../support/organisation.js';

export const URL = '/v2/promotion/bulk/enrolAndEarn';

interface BulkAnswer {
  readonly response: readonly {
    readonly result?: { readonly entityId: number };
    readonly errors: readonly { readonly code: number; readonly message: string }[];
  }[];
  readonly totalCount: number;
  readonly failureCount: number;
}

const messages = {
  1060: 'Batch limit size exceeded.',
  1101: 'invalid programId passed',
  8003: 'Invalid source',
  8013: 'Lookup,Invalid identifier passed',
  8015: 'Customer not found for the given identifiers',
  8874: 'promotion id passed is invalid',
  8881: 'insufficient parameters passed, program id and one of promotion id/identifier are required',
  8899: 'Cannot enrol/issue to the user group',
  8901: 'invalid entity type passed',
  8902: 'bulk action passed not supported for loyalty/generic promotion type',
  11013: 'identifierName, identifierValue, source can not be empty',
} as const;
type Code = keyof typeof messages;

/** A failed item. */
export function failure(code: Code): unknown {
  return { errors: [{ status: false, code, message: messages[code] }], warnings: [] };
}

/** The answer to a call whose only item failed so. */
export function refusal(code: Code): unknown {
  return { response: [failure(code)], totalCount: 1, failureCount: 1 };
}

/** Opens a gateway with one organisation for all tests of a file. */
export function useRestDoor() {
  let gateway: TestGateway;
  let caller: TestOrganisation;
  beforeAll(async () => {
    gateway = await openGateway();
    caller = await gateway.organisation();
  });
  afterAll(() => gateway.close());

  /** The answer to `aBody(changes)`, which is always with status 200. */
  async function answer(changes: object, organisation = caller): Promise<BulkAnswer> {
    const response = await organisation.bulk(aBody(changes));
    expect(response.statusCode).toBe(200);
    return response.json();
  }

  return {
    get gateway() {
      return gateway;
    },
    get caller() {
      return caller;
    },
    send: (request: InjectOptions) =>
      gateway.app.server.inject({
        method: 'POST',
        url: URL,
        ...request,
        headers: { authorization: caller.authorization, ...request.headers },
      }),
    answer,
    /** For each item the customer it found, or the code of its error. */
    verdicts: async (changes: object, organisation = caller): Promise<unknown[]> => {
      const { response } = await answer(changes, organisation);
      return response.map(({ result, errors }) => result?.entityId ?? errors[0]?.code);
    },
  };
}
