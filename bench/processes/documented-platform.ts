import { createServer, type IncomingMessage } from 'node:http';
import { requiredSetting } from './required-setting.js';

/** A platform that only writes its answer: every customer of a call is enrolled. */

interface Body {
  readonly promotionDetails: { readonly programId: number; readonly promotionId: number };
  readonly customers: readonly { readonly identifierValue: string }[];
}

async function answer(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  if (chunks.length === 0) return '{}';
  const { promotionDetails, customers } = JSON.parse(Buffer.concat(chunks).toString()) as Body;
  const response = customers.map(({ identifierValue }, index) => ({
    result: {
      entityType: 'CUSTOMER',
      entityId: Number(identifierValue),
      ...promotionDetails,
      issualId: String(1_000_000 + index),
    },
    errors: [],
    warnings: [],
  }));
  return JSON.stringify({ response, totalCount: response.length, failureCount: 0 });
}

createServer((request, response) => {
  void answer(request).then((text) => {
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
    });
    response.end(text);
  });
}).listen(Number(requiredSetting('PORT')), '127.0.0.1');
