import type { EnrolCustomersMutation } from './generated/operations.js';

type Payload = NonNullable<EnrolCustomersMutation['enrolCustomers']>;
export type Result = Payload['results'][number];
type Failure = Extract<Result, { __typename: 'CustomerError' }>;

/** What the app does about one customer of the call. */
export type NextStep =
  | { readonly do: 'celebrate'; readonly issualId: string; readonly until: string | null }
  | { readonly do: 'ask the person'; readonly words: string }
  | { readonly do: 'send the same again'; readonly afterMs: number }
  | { readonly do: 'look what happened'; readonly words: string }
  | { readonly do: 'tell the person'; readonly words: string };

const WAIT_MS = 1_000;

/**
 * There are two members, and no third will ever be added; `never` has the compiler say so, should one be left out
 * here.
 */
export function nextStep(result: Result): NextStep {
  switch (result.__typename) {
    case 'Success':
      return { do: 'celebrate', issualId: result.issualId, until: result.expiresAt };
    case 'CustomerError':
      return afterFailure(result);
    default:
      return result satisfies never;
  }
}

/** There are four dispositions, and no fifth will ever be added. What an app does depends on them alone. */
function afterFailure(failure: Failure): NextStep {
  switch (failure.disposition) {
    case 'FIX_INPUT':
      return { do: 'ask the person', words: wordsFor(failure) };
    case 'RETRY_SAME_KEY':
      return { do: 'send the same again', afterMs: failure.retryAfterMs ?? WAIT_MS };
    case 'CHECK_THEN_RETRY':
      return { do: 'look what happened', words: wordsFor(failure) };
    case 'STOP':
      return { do: 'tell the person', words: wordsFor(failure) };
    default:
      return failure.disposition satisfies never;
  }
}

/** Codes only choose words. There will be more of them one day, so the default is no mistake here. */
function wordsFor({ code, message }: Failure): string {
  switch (code) {
    case 'CUSTOMER_NOT_FOUND':
      return 'We do not know this number. Is it the one you registered with?';
    case 'NOT_ISSUED':
      return 'You have this offer already.';
    case 'PROMOTION_INACTIVE':
      return 'This offer has ended.';
    default:
      return message;
  }
}
