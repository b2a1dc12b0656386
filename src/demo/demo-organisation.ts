/** The demo data. */

import type { Promotion } from '../domain/promotion.js';
import { accessGroups } from '../service/caller.js';
import type { CustomerData, OrganisationData } from '../postgres/store-organisation.js';
import { hashSecret, hashTillPassword } from '../service/auth/secret-hash.js';
import { labCustomers } from './failure-lab.js';

/** The credentials of the demo organisation, as its callers send them. */
export const demoCredentials = {
  till: 'demo.till',
  password: 'demo123',
  oauthKey: 'demo',
  oauthSecret: 'demo-secret',
} as const;

const GENERATED_CUSTOMERS = 1_000;

const program = { programId: '469', name: 'Demo Rewards', active: true };
/** Only 600000001 is a member of it. */
const club = { programId: '471', name: 'Demo Club', active: true, membersOnly: true };

/** A promotion that stays live, with the platform's default limits. */
const usual = {
  program,
  promoIdentifier: null,
  active: true,
  startsAt: new Date('2020-01-01T00:00:00Z'),
  endsAt: new Date('2099-12-31T23:59:59Z'),
  enrolmentLimit: 10,
  earnLimit: 10,
  totalEarnLimit: null,
  enrolmentExpiryDays: null,
  earningExpiryDays: null,
} as const;

const promotions: readonly Promotion[] = [
  {
    ...usual,
    promotionId: '57099',
    promoIdentifier: '10c2fc95-acd4-476b-9784-9ccb7a410874',
    name: 'test enroll and issue',
    kind: 'ENROL_AND_ISSUE',
  },
  { ...usual, promotionId: '69218', name: 'Review and save', kind: 'ENROL_AND_ISSUE' },
  { ...usual, promotionId: '70001', name: 'Fifth purchase free', kind: 'DIRECT_ISSUE', enrolmentLimit: 1 },
  { ...usual, promotionId: '70002', name: 'Open to everyone', kind: 'GENERIC' },
  { ...usual, promotionId: '70003', name: 'Switched off', kind: 'ENROL_AND_ISSUE', active: false },
  {
    ...usual,
    promotionId: '70004',
    name: 'Not yet',
    kind: 'ENROL_AND_ISSUE',
    startsAt: new Date('2098-01-01T00:00:00Z'),
  },
  {
    ...usual,
    promotionId: '70005',
    name: 'Over',
    kind: 'ENROL_AND_ISSUE',
    endsAt: new Date('2021-01-01T00:00:00Z'),
  },
  {
    ...usual,
    promotionId: '70006',
    name: 'Only once',
    kind: 'ENROL_AND_ISSUE',
    enrolmentLimit: 1,
    earnLimit: 1,
  },
  { ...usual, promotionId: '71001', program: club, name: 'Members only', kind: 'ENROL_AND_ISSUE' },
];

/** The customers in the sample requests of the platform's documentation. */
const sampleCustomers: readonly CustomerData[] = [
  {
    customerId: '555567088',
    identifiers: [{ name: 'EMAIL', value: 'sample@example.com', source: 'INSTORE' }],
  },
  { customerId: '555567089', identifiers: [{ name: 'MOBILE', value: '11223569865', source: 'INSTORE' }] },
  { customerId: '555567090', identifiers: [{ name: 'MOBILE', value: '919986000586', source: 'INSTORE' }] },
];

/** 600000001 to 600001000, with mobiles from 919000000001 and emails from customer1@example.com, all INSTORE. */
function generatedCustomer(_: unknown, i: number): CustomerData {
  const number = i + 1;
  return {
    customerId: String(600_000_000 + number),
    ...(number === 1 && { memberOf: [club.programId] }),
    identifiers: [
      { name: 'MOBILE', value: String(919_000_000_000 + number), source: 'INSTORE' },
      { name: 'EMAIL', value: `customer${number}@example.com`, source: 'INSTORE' },
    ],
  };
}

/** A small organisation with a promotion of every kind and status, to try everything on. */
export async function demoOrganisation(): Promise<OrganisationData> {
  const { till, password, oauthKey, oauthSecret } = demoCredentials;
  return {
    organisationId: '1',
    name: 'Demo',
    timeZone: 'Asia/Kolkata',
    clients: [
      { kind: 'TILL', key: till, secretHash: await hashTillPassword(password), access: accessGroups },
      { kind: 'OAUTH', key: oauthKey, secretHash: await hashSecret(oauthSecret), access: accessGroups },
    ],
    promotions,
    customers: [
      ...sampleCustomers,
      ...Array.from({ length: GENERATED_CUSTOMERS }, generatedCustomer),
      ...labCustomers.map(({ customer }) => customer),
    ],
  };
}
