import { SINGLE, BULK, walkOf } from '../load/loads.js';
import type { Templates } from '../contenders/bare-pg.js';
import type { Bench } from '../bench.js';
import { emptyRecords } from '../store/data.js';
import { recordCall } from '../store/record-call.js';

/** Records what the gateway sends for a call of 100 customers and of one. */
export async function recordTemplates({ ground, options }: Bench): Promise<Templates> {
  await emptyRecords(ground.url);
  const bulk = await recordCall(ground.url, walkOf(BULK, options));
  await emptyRecords(ground.url);
  const single = await recordCall(ground.url, walkOf(SINGLE, options));
  return (size) => (size === SINGLE.size ? single : bulk);
}
