import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { BYTES_PER_CHARACTER } from '../../../src/upstream/reads/customer-records.js';
import { unnamedProgram } from '../../../src/upstream/reads/program-of.js';
import { decodePromotionData } from '../../../src/wire/answered/answered-promotion-data.js';
import { parseExactJson } from '../../../src/wire/exact-json.js';
import { aDocumentedHistory } from '../documented-platform.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** So much text is decoded that the rest of the heap does not matter. */
const CHARACTERS = 1_500_000;

const repeated = <Item>(count: number, item: (n: number) => Item) =>
  Array.from({ length: count }, (_, n) => item(n));

function heapUsed(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

it.each<[string, readonly object[]]>([
  ['documented promotions', repeated(100, (n) => aDocumentedHistory({ promotionId: 57_099 + n }))],
  [
    'promotions without details',
    repeated(100, (n) => ({ promotionId: 57_099 + n, programId: 469, pointsOfferType: 'LOYALTY' })),
  ],
  [
    'many records',
    [
      aDocumentedHistory({
        customerPromotionTimelines: repeated(100, (n) => ({
          enrollmentId: n + 1,
          enrollmentDate: '2026-03-01T10:00:00Z',
          issuedDetails: repeated(10, (m) => ({
            issualId: 10 * n + m + 1,
            issualDate: '2026-03-02T10:00:00Z',
          })),
        })),
      }),
    ],
  ],
  [
    'details that are dense',
    repeated(100, (n) =>
      aDocumentedHistory({
        promotionId: 57_099 + n,
        promotionMetadata: repeated(30, (m) => ({ k: m, v: 1 })),
      }),
    ),
  ],
])('a cached answer with %s weighs no less than the heap that it takes', (_, promotions) => {
  const text = JSON.stringify({ customerId: 306, promotions });
  const decode = () => decodePromotionData(parseExactJson(text), unnamedProgram);
  decode();
  const before = heapUsed();
  const kept = repeated(Math.ceil(CHARACTERS / text.length), decode);
  const bytes = (heapUsed() - before) / kept.length;
  expect(kept.every(({ status }) => status === 'found')).toBe(true);
  expect(bytes).toBeLessThan(BYTES_PER_CHARACTER * text.length);
});
