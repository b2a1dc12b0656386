// Lints schema.graphql with the recommended rules of GraphQL-ESLint: node lint-schema.mjs. Writes what it finds as JSON.
import graphql from '@graphql-eslint/eslint-plugin';
import { ESLint } from 'eslint';
import { fileURLToPath } from 'node:url';

/** The exceptions, each with its reason. */
const excused = {
  // A page, a payload, a result and a value within another object are no objects of their own, and a cache stores them
  // within the object that leads to them. Viewer is one for each caller.
  '@graphql-eslint/strict-id-in-types': [
    'error',
    {
      exceptions: {
        suffixes: ['Connection', 'Edge', 'Payload'],
        types: [
          'CustomerError',
          'PageInfo',
          'PromotionErrorEntry',
          'PromotionRecordedBy',
          'PromotionWarning',
          'Success',
          'Viewer',
          'ViewerLimits',
        ],
      },
    },
  ],
  // Node.nodeId is global, and needs another name than the ids of the platform, which are `id`.
  '@graphql-eslint/no-typename-prefix': 'off',
};

const root = fileURLToPath(new URL('..', import.meta.url));
const eslint = new ESLint({
  cwd: root,
  overrideConfigFile: true,
  overrideConfig: [
    {
      files: ['*.graphql'],
      plugins: { '@graphql-eslint': graphql },
      languageOptions: {
        parser: graphql.parser,
        parserOptions: { graphQLConfig: { schema: `${root}/schema.graphql` } },
      },
      rules: { ...graphql.configs['flat/schema-recommended'].rules, ...excused },
    },
  ],
});
const results = await eslint.lintFiles(['schema.graphql']);
console.log(
  JSON.stringify(
    results.flatMap(({ messages }) =>
      messages.map(({ ruleId, message, line }) => ({ ruleId, message, line })),
    ),
  ),
);
