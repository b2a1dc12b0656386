import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findBreaches } from '../../tools/schema-gate.js';

const root = join(import.meta.dirname, '..', '..');
const current = await readFile(join(root, 'schema.graphql'), 'utf8');

/** The schema with something else in place of a text that it must hold. */
function changed(from: string | RegExp, to: string): string {
  const schema = current.replace(from, to);
  if (schema === current) throw new Error(`schema.graphql no longer holds ${String(from)}: adapt the test`);
  return schema;
}

/** The schema with a field added at the beginning of a type. */
function withField(type: string, field: string): string {
  return changed(new RegExp(`^((type|input|interface) ${type}\\b[^{]*\\{\n)`, 'm'), `$1  ${field}\n`);
}

function paths(breaches: readonly { path: string }[]): string[] {
  return breaches.map(({ path }) => path);
}

describe('the gate for shipped apps', () => {
  it('finds nothing where nothing changed', async () => {
    expect(await findBreaches(current, current)).toEqual([]);
  });

  it.each([
    {
      change: 'a third union member',
      schema: `${changed('union CustomerResult =', 'union CustomerResult = Pending |')} type Pending { later: Boolean! }`,
      path: 'CustomerResult',
    },
    {
      change: 'a field whose nullability differs between the members',
      schema: withField('Success', 'message: String'),
      path: 'CustomerResult.message',
    },
    {
      change: 'a field whose type differs between the members',
      schema: withField('Success', 'disposition: String!'),
      path: 'CustomerResult.disposition',
    },
    {
      change: 'a field that is a list in one member only',
      schema: withField('Success', 'code: [ErrorCode]'),
      path: 'CustomerResult.code',
    },
    {
      change: 'a removed field',
      schema: changed(/^ {2}"""[^"]*"""\n {2}retryAfterMs: Int$/m, ''),
      path: 'CustomerError.retryAfterMs',
    },
    {
      change: 'a retyped field',
      schema: changed(/^ {2}retryAfterMs: Int$/m, '  retryAfterMs: Float'),
      path: 'CustomerError.retryAfterMs',
    },
    {
      change: 'a field that may now be null',
      schema: changed(
        /^ {2}disposition: Disposition!(?=[^}]*identifierValue)/m,
        '  disposition: Disposition',
      ),
      path: 'CustomerError.disposition',
    },
    {
      change: 'a new required field of an input',
      schema: withField('CustomerInput', 'country: String!'),
      path: 'CustomerInput.country',
    },
    {
      change: 'an optional input that is now required',
      schema: changed(/^ {2}promotionId: ID$/m, '  promotionId: ID!'),
      path: expect.stringMatching(/promotionId$/),
    },
    {
      change: 'a new required argument',
      schema: changed('errorCatalog:', 'errorCatalog(language: String!):'),
      path: 'Query.errorCatalog.language',
    },
    {
      change: 'another default',
      schema: changed('first: Int! = 50', 'first: Int! = 10'),
      path: expect.stringMatching(/first$/),
    },
    {
      change: 'a fifth disposition',
      schema: changed('enum Disposition {', 'enum Disposition { ASK_A_HUMAN'),
      path: 'Disposition.ASK_A_HUMAN',
    },
    {
      change: 'a fourth status of an outcome',
      schema: changed('enum OutcomeStatus {', 'enum OutcomeStatus { PENDING'),
      path: 'OutcomeStatus.PENDING',
    },
    {
      change: 'a removed code',
      schema: changed(/^ {2}"""[^"]*"""\n {2}CUSTOMER_BUSY$/m, ''),
      path: 'ErrorCode.CUSTOMER_BUSY',
    },
    {
      change: 'a renamed mutation',
      schema: changed(/^ {2}revokeEarnings\(/m, '  revokeAllEarnings('),
      path: 'Mutation.revokeEarnings',
    },
    {
      change: 'an interface for a type that shipped without',
      schema: `${changed('type Success {', 'type Success implements Positioned {')} interface Positioned { index: Int! }`,
      path: 'Success',
    },
  ])('stops $change', async ({ schema, path }) => {
    expect(paths(await findBreaches(current, schema))).toContainEqual(path);
  });

  it.each([
    { change: 'a new code', schema: changed('enum ErrorCode {', 'enum ErrorCode { CARD_BLOCKED') },
    {
      change: 'a new source, which apps only send',
      schema: changed('enum CustomerSource {', 'enum CustomerSource { KIOSK'),
    },
    { change: 'a new field', schema: withField('Success', 'pointsBalance: Int') },
    { change: 'a new query', schema: withField('Query', 'version: String!') },
    { change: 'a new optional input', schema: withField('CustomerInput', 'country: String') },
    {
      change: 'a new input that has a default',
      schema: withField('EnrolCustomersInput', 'notify: Boolean! = false'),
    },
    {
      change: 'a new optional argument',
      schema: changed('errorCatalog:', 'errorCatalog(language: String):'),
    },
    {
      change: 'a new mutation with a payload of its own',
      schema: `${withField('Mutation', 'redeem(input: CustomerInput!): RedeemPayload')}
        type RedeemPayload implements BulkOutcome {
          results: [CustomerResult!]! requestError: CustomerError status: OutcomeStatus! totalCount: Int!
          successCount: Int! failureCount: Int! requestId: ID! replayed: Boolean!
        }`,
    },
    {
      change: 'a field that is never null any more',
      schema: changed(/^ {2}promoIdentifier: String$(?=[^}]*startsAt)/m, '  promoIdentifier: String!'),
    },
    { change: 'a deprecation', schema: changed('  retryAfterMs: Int', '  retryAfterMs: Int @deprecated') },
    {
      change: 'another description',
      schema: changed('"""Queries. They change nothing."""', '"""Ask."""'),
    },
  ])('lets $change pass', async ({ schema }) => {
    expect(await findBreaches(current, schema)).toEqual([]);
  });

  it('says of every breach what it is', async () => {
    const breaches = await findBreaches(current, withField('Success', 'message: String'));
    expect(breaches).toEqual([
      {
        path: 'CustomerResult.message',
        message:
          'CustomerError.message is String! and Success.message is String, so no document can ask for both',
      },
    ]);
  });
});

describe('npm run schema:check', () => {
  /** Runs the check on this schema, in a folder of its own. */
  async function check(schema: string): Promise<{ status: number | null; output: string }> {
    const folder = await mkdtemp(join(tmpdir(), 'schema-check-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await cp(join(root, 'schema'), join(folder, 'schema'), { recursive: true });
    await writeFile(join(folder, 'schema.graphql'), schema);
    spawnSync('npx', ['tsc', '--project', 'tools/tsconfig.json'], { cwd: root });
    const script = join(root, 'dist', 'tools', 'check-schema.js');
    const { status, stdout, stderr } = spawnSync('node', [script], { cwd: folder, encoding: 'utf8' });
    return { status, output: stdout + stderr };
  }

  it('passes the schema as it is', async () => {
    expect(await check(current)).toEqual({ status: 0, output: expect.stringContaining('breaks no app') });
  });

  it('fails on a schema that breaks apps, says where, and what to do', async () => {
    const { status, output } = await check(changed('enum Disposition {', 'enum Disposition { ASK_A_HUMAN'));
    expect(status).toBe(1);
    expect(output).toContain("- Disposition.ASK_A_HUMAN: Enum value 'ASK_A_HUMAN' was added");
    expect(output).toContain('add a field, argument or type beside it, and deprecate the old one');
  });
});
