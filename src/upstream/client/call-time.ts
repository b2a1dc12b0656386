/** The time that a call to the platform has. */

/** Until when a call may be sent, and how long its answer is waited for. Instants are by `performance.now()`. */
export interface CallTime {
  /** A call that could not be sent by then is not sent: too little time would be left for its answer. */
  readonly sendBy: number;
  /** The answer is waited for until then. */
  readonly deadline: number;
  /** The answer is waited for no longer than this after the call was sent. */
  readonly answerWithinMs?: number;
}

/** The share of its time that a call may wait to be sent, unless it says otherwise: a read may be lost. */
const SHARE_OF_WAITING = 0.75;

export function timeUntil(deadline: number): CallTime {
  const now = performance.now();
  return { sendBy: now + (deadline - now) * SHARE_OF_WAITING, deadline };
}

export function isOver(instant: number): boolean {
  return performance.now() >= instant;
}

/** How long there is until an instant, in milliseconds: 1 at least. */
export function leftUntil(instant: number): number {
  return Math.max(1, instant - performance.now());
}

/** How long the answer of a call that is sent now is waited for. */
export function answerTimeLeft({ deadline, answerWithinMs = Infinity }: CallTime): number {
  return Math.min(leftUntil(deadline), answerWithinMs);
}
