/** Adds days in the organisation's time zone. */

import { DateTime, IANAZone } from 'luxon';
import type { LocalTime } from '../domain/expiry.js';
import { StoreUnavailable } from './ports.js';

/** The last instant of RFC 3339, whose years have four digits. */
const LATEST = new Date('9999-12-31T23:59:59.999Z');

/** Whether a name is that of a time zone, as far as this process knows. */
export function isTimeZone(name: string): boolean {
  return zoneNamed(name) !== null;
}

/** Names of zones begin with a letter. Node 22 and later also accept offsets such as "+02:00", which Node 20 refuses. */
function zoneNamed(name: string): IANAZone | null {
  if (!/^[a-z]/i.test(name)) return null;
  const zone = IANAZone.create(name);
  return zone.isValid ? zone : null;
}

/**
 * This instant in an organisation's calendar.
 * Days are calendar days: across a change to or from daylight saving the time of day stays. A time of day that
 * the change skips becomes the instant as far behind the gap; one that occurs twice, the one in the act's own
 * offset: the first after an act in summer time, the second after one in winter time.
 * @param timeZone an IANA name
 * @throws StoreUnavailable for one that is not known: its row can be corrected, and the call sent again
 */
export function localTimeIn(timeZone: string, now: Date): LocalTime {
  const zone = zoneNamed(timeZone);
  if (zone === null) {
    throw new StoreUnavailable(`The organisation's time zone "${timeZone}" is not known`);
  }
  const reckoned = new Map<number, Date>();
  const inDays = (days: number) => {
    // The customers of a call share its promotion and so the days, which are computed once.
    const date = reckoned.get(days) ?? noLater(DateTime.fromJSDate(now, { zone }).plus({ days }).toJSDate());
    reckoned.set(days, date);
    return date;
  };
  return { now, inDays };
}

/** Luxon makes a date that is too far off invalid. */
function noLater(date: Date): Date {
  return date <= LATEST ? date : LATEST;
}
