/** The kinds of files that can be imported, and other names of their columns. */

import { customerColumns, type CustomerColumn } from '../../service/import/customer-line.js';
import { memberColumns, type MemberColumn } from '../../service/import/member-line.js';
import {
  programColumns,
  promotionColumns,
  type ProgramColumn,
  type PromotionColumn,
} from '../../service/import/promotion-line.js';
import type { FileKind } from './columns.js';

export const customerFile: FileKind<CustomerColumn> = {
  columns: customerColumns,
  required: ['customerId'],
  aliases: {
    id: 'customerId',
    customer: 'customerId',
    userid: 'customerId',
    channel: 'source',
    phone: 'mobile',
    mobilenumber: 'mobile',
    mobilephone: 'mobile',
    phonenumber: 'mobile',
    msisdn: 'mobile',
    mail: 'email',
    emailaddress: 'email',
    emailid: 'email',
    cardnumber: 'externalId',
    loyaltyid: 'externalId',
  },
};

export const programFile: FileKind<ProgramColumn> = {
  columns: programColumns,
  required: ['programId', 'name'],
  aliases: { id: 'programId', programname: 'name', isactive: 'active', enabled: 'active' },
};

export const promotionFile: FileKind<PromotionColumn> = {
  columns: promotionColumns,
  required: ['promotionId', 'programId', 'name', 'kind', 'startsAt', 'endsAt'],
  aliases: {
    id: 'promotionId',
    identifier: 'promoIdentifier',
    promotionidentifier: 'promoIdentifier',
    promotionname: 'name',
    type: 'kind',
    isactive: 'active',
    enabled: 'active',
    startdate: 'startsAt',
    start: 'startsAt',
    enddate: 'endsAt',
    end: 'endsAt',
  },
};

export const memberFile: FileKind<MemberColumn> = {
  columns: memberColumns,
  required: ['programId', 'customerId'],
  aliases: { program: 'programId', customer: 'customerId', userid: 'customerId' },
};
