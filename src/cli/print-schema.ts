/** Writes schema.graphql and subgraph.graphql, for `npm run schema`. */

import { writeFile } from 'node:fs/promises';
import { printedSchema, printedSubgraph } from '../graphql/schema.js';

await writeFile('schema.graphql', printedSchema());
await writeFile('subgraph.graphql', printedSubgraph());
