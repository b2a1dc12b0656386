/** Derives the revocable part of a history. */

import type { FullHistory } from '../../domain/history.js';
import type { Revocable } from '../../domain/revoke.js';

/** The items of a customer that can be revoked; the platform does not answer revoked ones. */
export function revocableOf({ enrolments }: FullHistory): Revocable {
  return {
    enrolment: enrolments.at(-1) ?? null,
    earnings: enrolments.flatMap(({ issualId, earnings }) =>
      earnings.map(({ earnedId, expiresAt }) => ({ earnedId, issualId, expiresAt })),
    ),
    hasMoreEarnings: false,
  };
}
