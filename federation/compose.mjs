// Composes subgraphs with one of three tools, from JSON on standard input: node compose.mjs apollo|guild|cosmo
// reads [{ name, url, sdl }] and writes { errors, hints, supergraphSdl }.
import { composeServices } from '@apollo/composition';
import { composeServices as composeWithGuild } from '@theguild/federation-composition';
import { federateSubgraphs, ROUTER_COMPATIBILITY_VERSION_ONE } from '@wundergraph/composition';
import { parse } from 'graphql';
import { text } from 'node:stream/consumers';

const subgraphs = JSON.parse(await text(process.stdin)).map(({ sdl, ...subgraph }) => ({
  ...subgraph,
  definitions: parse(sdl),
}));
const services = subgraphs.map(({ definitions, ...service }) => ({ ...service, typeDefs: definitions }));

const compose = {
  apollo: () => composeServices(services),
  guild: () => composeWithGuild(services),
  cosmo: () => {
    const { errors, warnings } = federateSubgraphs({
      subgraphs,
      version: ROUTER_COMPATIBILITY_VERSION_ONE,
      options: {},
    });
    return { errors, hints: warnings };
  },
};
const { errors, hints, supergraphSdl } = compose[process.argv[2]]();
const messages = (found) => (found ?? []).map((one) => one.message ?? String(one));
console.log(JSON.stringify({ errors: messages(errors), hints: messages(hints), supergraphSdl }));
