// Composes subgraphs from files and writes the supergraph: node compose-files.mjs NAME URL FILE [NAME URL FILE …]
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { readFileSync } from 'node:fs';

const subgraphs = [];
for (let words = process.argv.slice(2); words.length >= 3; words = words.slice(3)) {
  const [name, url, file] = words;
  subgraphs.push({ name, url, typeDefs: parse(readFileSync(file, 'utf8')) });
}
const { errors = [], hints = [], supergraphSdl = '' } = composeServices(subgraphs);
for (const { message } of [...errors, ...hints]) console.error(message);
process.exitCode = errors.length > 0 ? 1 : 0;
process.stdout.write(supergraphSdl);
