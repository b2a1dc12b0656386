/** The driver's parsers of values. */

import pg from 'pg';

const { INT8, TIMESTAMPTZ } = pg.types.builtins;

/** How the driver reads values. Numbers of 64 bits stay text: node-postgres would look at each before it did the same. */
export const driverTypes = new pg.TypeOverrides();
driverTypes.setTypeParser(INT8, String);
const parseInstant = pg.types.getTypeParser(TIMESTAMPTZ) as (text: string) => unknown;
driverTypes.setTypeParser(TIMESTAMPTZ, (text) => toWritableDate(parseInstant(text)));

/** RFC 3339 writes years in four digits. */
const EARLIEST = new Date('0001-01-01T00:00:00.000Z');
export const LATEST = new Date('9999-12-31T23:59:59.999Z');

/**
 * An instant within the years that an answer can be written in: PostgreSQL also has infinity, and years from 4713 BC to
 * 294276. Comparisons come to the same, as no call is made in those years.
 */
function toWritableDate(instant: unknown): unknown {
  if (instant === Infinity) return LATEST;
  if (instant === -Infinity) return EARLIEST;
  if (!(instant instanceof Date)) return instant;
  if (instant < EARLIEST) return EARLIEST;
  return instant > LATEST ? LATEST : instant;
}
