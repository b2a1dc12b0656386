import { writeRequest } from '../load/requests.js';
import { wrapDriver, importBuilt } from '../product.js';
import { slotOf, type AnsweredList, type CallTemplate, type RecordedNames } from './call-template.js';
import { authorization } from './data.js';
import { namedBy, type Named, type Walk } from './walk.js';

/** One statement as the gateway handed it to the driver, and what came back. */
interface Sent {
  readonly name: string | undefined;
  readonly text: string;
  readonly values: readonly unknown[];
  readonly pipelined: boolean;
  rows: readonly Readonly<Record<string, unknown>>[];
}

/**
 * Has a gateway execute an enrolment in this process, and records what it sends to the store: contenders that send the
 * same statements follow each change of them.
 * @param walk whose first customers have no enrolment yet
 */
export async function recordCall(url: string, walk: Walk): Promise<CallTemplate> {
  const { createApp } = await importBuilt('app.js');
  const { createLogger } = await importBuilt('http/log/logger.js');
  const { readConfig } = await importBuilt('config.js');
  const config = readConfig({ DATABASE_URL: url, LOG_LEVEL: 'error' });
  const app = await createApp(config, createLogger('error'));
  try {
    const call = async (named: Named) => {
      const response = await app.server.inject({
        method: 'POST',
        url: '/graphql',
        headers: { authorization, 'content-type': 'application/json' },
        payload: writeRequest('graphql', 'ENROL', named, null).body,
      });
      return { requestId: String(response.headers['x-request-id']), body: response.body };
    };
    // The first call also reads what the gateway remembers, such as the credential.
    await call(namedBy(walk, 0));
    const named = namedBy(walk, walk.promotions);
    const { sent, result } = await recording(() => call(named));
    return toTemplate(sent, { ...named, requestId: result.requestId }, idsIn(result.body));
  } finally {
    await app.close();
  }
}

/** Every new id in the answer, by customer. */
function idsIn(body: string): Map<string, string> {
  const { data } = JSON.parse(body) as {
    data: Record<
      string,
      { results: { customer?: { id: string }; issualId?: string; earnedId?: string | null }[] }
    >;
  };
  const results = Object.values(data).flatMap(({ results }) => results);
  const ids = results.map(
    ({ customer, issualId, earnedId }) => [customer?.id, earnedId ?? issualId] as const,
  );
  if (ids.length === 0 || ids.some((pair) => pair.includes(undefined)))
    throw new Error(`The recorded call failed: ${body}`);
  return new Map(ids as [string, string][]);
}

/** Records what each connection of the product's driver sends while the work is under way. */
async function recording<Result>(work: () => Promise<Result>): Promise<{ sent: Sent[]; result: Result }> {
  const sent: Sent[] = [];
  let underWay = 0;
  const unwrap = wrapDriver((query, send) => {
    const { name, text, values = [], callback } = query;
    const statement: Sent = { name, text, values, pipelined: underWay > 0, rows: [] };
    sent.push(statement);
    underWay += 1;
    query.callback = (error, result) => {
      underWay -= 1;
      statement.rows = result?.rows ?? [];
      callback.call(query, error, result);
    };
    return send();
  });
  try {
    return { result: await work(), sent };
  } finally {
    unwrap();
  }
}

function toTemplate(
  sent: readonly Sent[],
  names: RecordedNames,
  ids: ReadonlyMap<string, string>,
): CallTemplate {
  const statements = sent.map(({ name, text, values, pipelined }) => ({
    ...(name !== undefined && { name }),
    text,
    slots: values.map((value) => slotOf(value, names)),
    pipelined,
  }));
  return { statements, lookUp: findList(sent, [...ids.keys()]), answer: findList(sent, [...ids.values()]) };
}

/** Finds what answered these as a list. */
function findList(sent: readonly Sent[], values: readonly string[]): AnsweredList {
  const list = `{${values.join(',')}}`;
  for (const [statement, { rows }] of sent.entries()) {
    const column = Object.entries(rows[0] ?? {}).find(([, value]) => value === list)?.[0];
    if (column !== undefined) return { statement, column };
  }
  throw new Error(`No statement of the recorded call answered ${list}`);
}
