/** Writes schema.graphql, for `npm run schema`. */

import { writeFile } from 'node:fs/promises';
import { printedSchema } from '../graphql/schema.js';

// `npm run schema`: writes schema.graphql anew from the code.
await writeFile('schema.graphql', printedSchema());
