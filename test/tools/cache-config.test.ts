import { buildSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { cacheConfig } from '../../tools/cache-config.js';
import { readPage } from '../support/pages.js';

const { apollo, graphcache } = cacheConfig(buildSchema(readPage('schema.graphql')));
const page = readPage('docs/caching.md');

describe('the settings of caches', () => {
  it('are those of the schema: else run `npm run examples`', () => {
    expect(readPage('examples/caching/generated/apollo-cache.mjs')).toBe(apollo);
    expect(readPage('examples/caching/generated/graphcache.mjs')).toBe(graphcache);
  });

  it('stand in docs/caching.md as they are generated', () => {
    const afterComment = apollo.slice(apollo.indexOf('\n') + 1).trim();
    expect(page).toContain(afterComment);
    const keys = graphcache.slice(
      graphcache.indexOf('/** Types without'),
      graphcache.indexOf('/** The fields'),
    );
    expect(page).toContain(keys.trim());
  });

  it('name every page of the schema, and every type without an id', () => {
    for (const page of ['promotions', 'enrolments', 'earnings', 'loyaltyPromotions']) {
      expect(apollo).toContain(`${page}: relayStylePagination(`);
    }
    expect(graphcache).toContain('PageInfo: () => null');
    expect(graphcache).not.toMatch(/^  (Customer|CustomerPromotion|PromotionEnrolment|PromotionEarning): /m);
  });
});
