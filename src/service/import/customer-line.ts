/** Reads one line of a file of customers. */

import { MAX_IDENTIFIER_LENGTH, parseSource } from '../../domain/customer.js';
import { parseId } from '../../domain/id.js';
import { withoutInvisible } from '../../domain/pasted-text.js';
import { canonicalIdentifier } from '../identifiers/customer-key.js';
import { isStoredText } from '../stored-text.js';
import { isLineFault, lineFault, type LineFault } from './faults.js';
import { isSpreadsheetNumber, readImportedMobile, type Country } from './imported-mobile.js';

/** The values of a line by column; a column that the file does not have is empty. */
export type LineValues<Column extends string> = Readonly<Record<Column, string>>;

export const customerColumns = ['customerId', 'source', 'mobile', 'email', 'externalId'] as const;
export type CustomerColumn = (typeof customerColumns)[number];

/** A customer under one source, its identifiers in the forms in which they are stored. */
export interface CustomerLine {
  readonly customerId: string;
  /** Null where the line has no identifier. */
  readonly source: string | null;
  readonly mobile: string | null;
  readonly email: string | null;
  readonly externalId: string | null;
}

/** Something before an @ and something behind it, without spaces. */
const EMAIL = /^[^\s@]+@[^\s@]+$/;

/** @param country whose national mobiles the file may have */
export function readCustomerLine(
  values: LineValues<CustomerColumn>,
  country: Country | null,
): CustomerLine | LineFault {
  const customerId = readLineId(values.customerId);
  if (typeof customerId !== 'string') return customerId;
  const given = {
    mobile: optional(values.mobile, (text) => readImportedMobile(text, country)),
    email: optional(values.email, readEmail),
    externalId: optional(values.externalId, readExternalId),
  };
  const { mobile, email, externalId } = given;
  if (isFault(mobile)) return mobile;
  if (isFault(email)) return email;
  if (isFault(externalId)) return externalId;
  const source = readSource(values.source, mobile !== null || email !== null || externalId !== null);
  if (isFault(source)) return source;
  return { customerId, source, mobile, email, externalId };
}

/** The canonical id of a cell. */
export function readLineId(written: string): string | LineFault {
  const text = withoutInvisible(written);
  if (isSpreadsheetNumber(text)) return lineFault('EXCEL_NUMBER');
  return parseId(text) ?? lineFault('BAD_ID');
}

function optional(written: string, read: (text: string) => string | LineFault): string | LineFault | null {
  return withoutInvisible(written) === '' ? null : read(written);
}

function isFault(value: string | LineFault | null): value is LineFault {
  return value !== null && typeof value !== 'string' && isLineFault(value);
}

function readEmail(written: string): string | LineFault {
  const email = canonicalIdentifier('EMAIL', written);
  return email !== null && EMAIL.test(email) ? email : lineFault('BAD_EMAIL');
}

function readExternalId(written: string): string | LineFault {
  const text = withoutInvisible(written);
  if (isSpreadsheetNumber(text)) return lineFault('EXCEL_NUMBER');
  return isStoredText(text, MAX_IDENTIFIER_LENGTH) ? text : lineFault('BAD_EXTERNAL_ID');
}

function readSource(written: string, isNeeded: boolean): string | LineFault | null {
  const text = withoutInvisible(written);
  if (text === '') return isNeeded ? lineFault('NO_SOURCE') : null;
  const source = parseSource(text);
  return source === null || source === 'ALL' ? lineFault('BAD_SOURCE') : source;
}
