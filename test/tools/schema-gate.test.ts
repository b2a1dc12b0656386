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
      schema: `${changed('union PromotionResult =', 'union PromotionResult = Pending |')} type Pending { later: Boolean! }`,
      path: 'PromotionResult',
    },
    {
      change: 'a field whose nullability differs between the members',
      schema: withField('Success', 'message: String'),
      path: 'PromotionResult.message',
    },
    {
      change: 'a field whose type differs between the members',
      schema: withField('Success', 'disposition: String!'),
      path: 'PromotionResult.disposition',
    },
    {
      change: 'a field that is a list in one member only',
      schema: withField('Success', 'code: [PromotionErrorCode]'),
      path: 'PromotionResult.code',
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
        /^ {2}disposition: PromotionErrorDisposition!(?=[^}]*identifierValue)/m,
        '  disposition: PromotionErrorDisposition',
      ),
      path: 'CustomerError.disposition',
    },
    {
      change: 'a new required field of an input',
      schema: withField('PromotionCustomerInput', 'country: String!'),
      path: 'PromotionCustomerInput.country',
    },
    {
      change: 'an optional input that is now required',
      schema: changed(/^ {2}promotionId: ID$/m, '  promotionId: ID!'),
      path: expect.stringMatching(/promotionId$/),
    },
    {
      change: 'a new required argument',
      schema: changed('promotionErrors:', 'promotionErrors(language: String!):'),
      path: 'Query.promotionErrors.language',
    },
    {
      change: 'another default',
      schema: changed('first: Int = 50', 'first: Int = 10'),
      path: expect.stringMatching(/first$/),
    },
    {
      change: 'a fifth disposition',
      schema: changed('enum PromotionErrorDisposition {', 'enum PromotionErrorDisposition { ASK_A_HUMAN'),
      path: 'PromotionErrorDisposition.ASK_A_HUMAN',
    },
    {
      change: 'a fourth status of an outcome',
      schema: changed('enum PromotionOutcomeStatus {', 'enum PromotionOutcomeStatus { PENDING'),
      path: 'PromotionOutcomeStatus.PENDING',
    },
    {
      change: 'a removed code',
      schema: changed(/^ {2}"""[^"]*"""\n {2}CUSTOMER_BUSY$/m, ''),
      path: 'PromotionErrorCode.CUSTOMER_BUSY',
    },
    {
      change: 'a renamed mutation',
      schema: changed(/^ {2}revokePromotionEarnings\(/m, '  revokeAllEarnings('),
      path: 'Mutation.revokePromotionEarnings',
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
    {
      change: 'a new code',
      schema: changed('enum PromotionErrorCode {', 'enum PromotionErrorCode { CARD_BLOCKED'),
    },
    {
      change: 'a new source, which apps only send',
      schema: changed('enum CustomerIdentifierSource {', 'enum CustomerIdentifierSource { KIOSK'),
    },
    { change: 'a new field', schema: withField('Success', 'pointsBalance: Int') },
    { change: 'a new query', schema: withField('Query', 'version: String!') },
    { change: 'a new optional input', schema: withField('PromotionCustomerInput', 'country: String') },
    {
      change: 'a new input that has a default',
      schema: withField('EnrolCustomersInput', 'notify: Boolean! = false'),
    },
    {
      change: 'a new optional argument',
      schema: changed('promotionErrors:', 'promotionErrors(language: String):'),
    },
    {
      change: 'a new mutation with a payload of its own',
      schema: `${withField('Mutation', 'redeem(input: PromotionCustomerInput!): RedeemPayload')}
        type RedeemPayload implements PromotionOutcome {
          results: [PromotionResult!]! requestError: CustomerError status: PromotionOutcomeStatus! totalCount: Int!
          successCount: Int! failureCount: Int! requestId: ID! replayed: Boolean!
        }`,
    },
    {
      change: 'a field that is never null any more',
      schema: changed(/^ {2}promoIdentifier: String$(?=[^}]*startsAt)/m, '  promoIdentifier: String!'),
    },
    {
      change: 'another size of a list, which routers plan with',
      schema: changed(/(promotionErrors:.*assumedSize: )\d+/, '$199'),
    },
    {
      change: 'a field without the cost that routers plan with',
      schema: changed(/(promotionErrors:.*) @listSize\(assumedSize: \d+\)/, '$1'),
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
        path: 'PromotionResult.message',
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
    const { status, output } = await check(
      changed('enum PromotionErrorDisposition {', 'enum PromotionErrorDisposition { ASK_A_HUMAN'),
    );
    expect(status).toBe(1);
    expect(output).toContain("- PromotionErrorDisposition.ASK_A_HUMAN: Enum value 'ASK_A_HUMAN' was added");
    expect(output).toContain('add a field, argument or type beside it, and deprecate the old one');
  });
});
