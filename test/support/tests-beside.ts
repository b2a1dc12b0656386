/** The settings of tests that need packages of their own, which their npm script installs in the folder of that name. */
export function testsBeside(folder: string) {
  return {
    include: [`test/${folder}/**/*.test.ts`],
    provide: { compiledFrom: 1 },
    globalSetup: ['test/support/global-setup.ts'],
    pool: 'forks' as const,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: ['default', 'json'],
    outputFile: { json: `test-results/${folder}.json` },
  };
}
