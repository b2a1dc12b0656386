import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { settings } from '../../src/config.js';
import { demoOpening } from '../../src/demo/demo-opening.js';
import { demoCredentials, demoOrganisation } from '../../src/demo/demo-organisation.js';
import { errorExamples } from '../../src/demo/error-examples.js';
import { labCustomers } from '../../src/demo/failure-lab.js';
import type { Fault } from '../../src/domain/errors/errors.js';
import { catalogue } from '../../src/domain/errors/error-catalogue.js';
import { statusOf } from '../../src/domain/promotion.js';
import type { CustomerData, OrganisationData } from '../../src/postgres/store-organisation.js';
import { tableAfter } from '../support/page-examples.js';
import { readPage } from '../support/pages.js';

const demoPage = readPage('docs/demo-data.md');
/** The page of demo data without its line breaks. */
const prose = demoPage.replace(/\s+/g, ' ');

describe('the table', () => {
  it('of settings names those of src/config.ts, with their defaults', () => {
    const documented = tableAfter(readPage('docs/settings.md'), 'Settings', 'Variable');
    expect(documented.map(([name]) => name)).toEqual(Object.keys(settings.shape));
    const defaults = Object.entries(settings.shape).flatMap(([name, setting]) =>
      setting instanceof z.ZodDefault ? [[name, String(setting.def.defaultValue) || 'none']] : [],
    );
    expect(defaults.length).toBeGreaterThan(0);
    expect(documented.map(([name, fallback]) => [name, fallback])).toEqual(expect.arrayContaining(defaults));
  });

  it('of codes is the catalogue', () => {
    expect(tableAfter(readPage('docs/codes.md'), 'Codes', 'Code')).toEqual(
      Object.values(catalogue).map(({ code, restCode, scope, disposition, message }) => [
        code,
        String(restCode ?? ''),
        scope,
        disposition,
        message,
      ]),
    );
  });

  describe('of demo data', () => {
    let demo: OrganisationData;
    beforeAll(async () => {
      demo = await demoOrganisation();
    });

    it('has the promotions, with their status today', () => {
      expect(tableAfter(demoPage, 'Demo data', 'Promotion')).toEqual(
        demo.promotions.map((promotion) => [
          promotion.promotionId,
          promotion.name,
          promotion.kind,
          statusOf(promotion, new Date()),
          String(promotion.enrolmentLimit),
          String(promotion.earnLimit),
        ]),
      );
      expect(new Set(demo.promotions.map(({ program }) => program.programId))).toEqual(
        new Set(['469', '471']),
      );
      for (const { promotionId, promoIdentifier } of demo.promotions) {
        if (promoIdentifier === null) continue;
        expect(prose).toContain(
          `${promotionId} is also known by the \`promoIdentifier\` \`${promoIdentifier}\``,
        );
      }
    });

    it('has the customers: each of the samples, and of the generated ones the first and the last', () => {
      const rowOf = ({ customerId, identifiers }: CustomerData) => [
        customerId,
        ...['MOBILE', 'EMAIL'].map((name) => identifiers.find((own) => own.name === name)?.value ?? ''),
      ];
      const samples = demo.customers.slice(0, 3).map(rowOf);
      const generated = demo.customers.slice(3, -labCustomers.length).map(rowOf);
      const [first, last] = [generated[0]!, generated.at(-1)!];
      expect(tableAfter(demoPage, 'Demo data', 'Customer')).toEqual([
        ...samples,
        first.map((cell, i) => `${cell} … ${last[i]}`),
      ]);
      const lab = labCustomers.map(({ customer, fate }) => [...rowOf(customer), fate.fault]);
      expect(tableAfter(demoPage, 'Failure lab', 'Customer')).toEqual(lab);
      const sources = demo.customers.flatMap(({ identifiers }) => identifiers.map(({ source }) => source));
      expect(new Set(sources)).toEqual(new Set(['INSTORE']));
    });

    it('has an example for each fault of the catalogue', () => {
      const faults = Object.keys(catalogue) as Fault[];
      expect(tableAfter(demoPage, 'How to see each failure', 'Code')).toEqual(
        faults.map((fault) => [
          catalogue[fault].code,
          String(catalogue[fault].restCode ?? ''),
          errorExamples[fault],
        ]),
      );
    });

    it('has the tabs of GraphiQL, in their order', () => {
      const names = demoOpening(true).tabs.map(
        ({ query }) => /^(?:query|mutation|subscription) (\w+)/m.exec(query)?.[1],
      );
      expect(tableAfter(readPage('docs/graphiql.md'), 'GraphiQL', 'Tab').map(([name]) => name)).toEqual(
        names,
      );
    });

    it('has the credentials', () => {
      const { till, password, oauthKey, oauthSecret } = demoCredentials;
      expect(prose).toContain(`Till \`${till}\` with password \`${password}\``);
      expect(prose).toContain(`OAuth key \`${oauthKey}\` with secret \`${oauthSecret}\``);
    });
  });
});
