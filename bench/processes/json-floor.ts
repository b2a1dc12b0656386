import { createServer, type IncomingMessage } from 'node:http';
import { requiredSetting } from './required-setting.js';

/** What no server can do without: reads JSON, and writes as much JSON as the answer to a mutation has. */

interface Body {
  readonly variables: {
    readonly input: { readonly customers: readonly { readonly identifierValue: string }[] };
  };
}

async function answer(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  if (chunks.length === 0) return '{}';
  const { variables } = JSON.parse(Buffer.concat(chunks).toString()) as Body;
  const results = variables.input.customers.map(({ identifierValue }, index) => ({
    __typename: 'Success',
    index,
    identifierValue,
    customer: { id: identifierValue },
    issualId: String(1_000_000 + index),
    earnedId: null,
    expiresAt: '2099-12-31T23:59:59.000Z',
  }));
  const { length } = results;
  const counts = { status: 'SUCCESS', totalCount: length, successCount: length, failureCount: 0 };
  return JSON.stringify({ data: { enrolCustomers: { ...counts, requestId: 'floor', results } } });
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
