// Composes subgraphs as Apollo does, from JSON on standard input: [{ name, url, sdl }]. Writes JSON:
// { errors, hints, supergraphSdl }.
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { text } from 'node:stream/consumers';

const subgraphs = JSON.parse(await text(process.stdin));
const {
  errors = [],
  hints = [],
  supergraphSdl,
} = composeServices(subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) })));
const messages = (found) => found.map((one) => one.message ?? String(one));
console.log(JSON.stringify({ errors: messages(errors), hints: messages(hints), supergraphSdl }));
