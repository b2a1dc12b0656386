import { existsSync } from 'node:fs';
import { defineConfig, globalIgnores } from 'eslint/config';
import redos from 'eslint-plugin-redos';
import tseslint from 'typescript-eslint';

/** What only `npm run bench:check` can check, which installs what it is made of. */
function withoutTheirPackages() {
  return existsSync('bench/node_modules') ? [] : ['bench/processes/'];
}

export default defineConfig(
  globalIgnores([
    '**/dist/',
    'coverage/',
    'data/',
    'test-results/',
    'examples/*/generated/',
    'clients/generated/',
    'clients/caches/relay/__generated__/',
    // It is checked by its own compiler, with packages that npm run test:clients installs.
    'clients/rest-client.ts',
    ...withoutTheirPackages(),
  ]),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      eqeqeq: 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      // An object type of the schema may be nothing but its decorator.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      // A number in a text reads as one expects; everything else has to be turned into one on purpose.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `() => app.close()` is how one writes a callback, whatever it returns.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // A default would swallow a member that is added to the union later.
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: false, requireDefaultForNonUnion: false },
      ],
    },
  },
  {
    files: ['examples/**/*.ts', 'examples/**/*.tsx'],
    rules: {
      // Clients meet codes that they do not know, and need a default for them.
      '@typescript-eslint/switch-exhaustiveness-check': 'off',
    },
  },
  {
    files: ['src/**/*.ts', 'bench/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'error',
      // It asks for the assertion that the line above forbids.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      'max-lines': ['error', { max: 200, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    // It grows by a row for each fault; test/architecture.test.ts leaves it out too.
    files: ['src/domain/errors/error-catalogue.ts'],
    rules: { 'max-lines': 'off' },
  },
  {
    files: ['src/**/*.ts'],
    plugins: { redos },
    rules: {
      // An expression reads what a caller wrote: on no text may it take longer than the text is long.
      'redos/no-vulnerable': ['error', { timeout: 60_000, ignoreErrors: false, cache: false }],
      'no-restricted-syntax': [
        'error',
        {
          selector: ':matches(NewExpression, CallExpression)[callee.name="RegExp"]',
          message: 'Write a literal, which the linter can check for how long it takes.',
        },
        {
          selector:
            'ClassDeclaration:has(> Decorator[expression.callee.name=/^(Object|Interface)Type$/]) > ClassBody > PropertyDefinition[optional=true]',
          message:
            'Let the type include null: what nothing assigns would be undefined, with everything green.',
        },
        {
          selector:
            'ClassDeclaration:not([abstract=true]):has(> Decorator[expression.callee.name=/^(Object|Interface)Type$/]) > ClassBody > PropertyDefinition[definite=true]',
          message:
            'Assign the field in a constructor, so that the compiler sees a field that nothing assigns, or make the class abstract, so that objects of it are literals.',
        },
        {
          selector:
            'ClassDeclaration:has(> Decorator[expression.callee.name="InterfaceType"]) > ClassBody > PropertyDefinition[definite=true]',
          message:
            'Assign the field in a constructor: objects of an interface are made by the classes that extend it.',
        },
      ],
    },
  },
  {
    files: ['src/graphql/**/*.ts', 'test/federation/products/**/*.ts'],
    rules: {
      // The class of an object type describes its shape; graphql takes any object that has it. An abstract class has
      // literals, which the compiler checks; classes that graphql tells apart have constructors.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
    },
  },
  {
    files: ['src/http/**/*.ts', 'src/rest/**/*.ts'],
    rules: {
      // To Fastify a hook or plugin that is no async function is one that calls back.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      // A longer group of tests has several topics: each gets a describe block, and they share a fixture.
      'max-lines-per-function': ['error', { max: 200, skipBlankLines: true }],
      // A test that meets null has failed all the same.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // A hand-written fake keeps the promises of its port without having to wait for anything.
      '@typescript-eslint/require-await': 'off',
      // `expect(port.method)` hands the method over to be looked at, not to be called.
      '@typescript-eslint/unbound-method': 'off',
      // A module that a test loads afresh has a type only by `typeof import()`.
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      // JSON, rows and `expect.any()` are `any` from their makers; the expectation checks what a type would say.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
);
