import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { generateExample } from './generate-example.js';

for (const example of ['typescript', 'apollo-client']) {
  for (const { path, text } of await generateExample(join(process.cwd(), 'examples', example))) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}
