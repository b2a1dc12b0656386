import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { buildSchema } from 'graphql';
import { cacheConfig } from './cache-config.js';
import { generateExample } from './generate-example.js';

for (const example of ['typescript', 'apollo-client']) {
  for (const { path, text } of await generateExample(join(process.cwd(), 'examples', example))) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

const { apollo, graphcache } = cacheConfig(buildSchema(readFileSync('schema.graphql', 'utf8')));
mkdirSync('examples/caching/generated', { recursive: true });
writeFileSync('examples/caching/generated/apollo-cache.mjs', apollo);
writeFileSync('examples/caching/generated/graphcache.mjs', graphcache);
