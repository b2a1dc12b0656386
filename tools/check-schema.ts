import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { findBreaches } from './schema-gate.js';

const CURRENT = 'schema.graphql';
const RELEASED = 'schema/released.graphql';

const ADVICE = `
Apps that have shipped cannot be changed. Leave what they use as it is, and add instead:
- to retype, rename or require something, add a field, argument or type beside it, and deprecate the old one;
- a new kind of answer is a new field, or a new mutation with a payload of its own: never a third member of a
  union, nor a new value of an enum other than ErrorCode;
- fields that the members of a union share have the same type in all of them;
- a new input field or argument is nullable, or has a default that does what was done before.
"The gate" in CONTRIBUTING.md says more.`;

const root = process.cwd();
const [released, current] = [RELEASED, CURRENT].map((path) => readFileSync(join(root, path), 'utf8'));
const breaches = await findBreaches(released ?? '', current ?? '');
if (breaches.length === 0) console.log(`${CURRENT} breaks no app that was built against ${RELEASED}`);
else {
  console.error(`${CURRENT} would break apps that were built against ${RELEASED}:\n`);
  for (const { path, message } of breaches) console.error(`- ${path}: ${message}`);
  console.error(ADVICE);
  process.exitCode = 1;
}
