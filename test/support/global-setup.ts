import type { TestProject } from 'vitest/node';
import { createEmbeddedImage } from './embedded-image.js';
import { startPostgresServer } from './postgres-server.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The PostgreSQL server of this test run; null when none could be had. */
    postgresUrl: string | null;
    /** The file from which embedded stores are copied. */
    embeddedImage: string;
    /** From which time on the gateways under test compile a GraphQL document. */
    compiledFrom: number;
  }
}

/** What the whole run shares: a PostgreSQL server, and the image of an embedded store. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const [stopPostgres, image] = await Promise.all([providePostgres(project), createEmbeddedImage()]);
  project.provide('embeddedImage', image.file);
  return async () => {
    await image.remove();
    await stopPostgres();
  };
}

/**
 * One PostgreSQL server for the whole run: the one at TEST_DATABASE_URL, else a throw-away one of ours. Without
 * either, the tests that need one are skipped, loudly, or with REQUIRE_POSTGRES=1 nothing is run at all.
 */
async function providePostgres(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL;
  if (given !== undefined && given !== '') {
    project.provide('postgresUrl', given);
    return () => Promise.resolve();
  }
  try {
    const server = await startPostgresServer();
    project.provide('postgresUrl', server.url);
    return () => server.stop();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const notice = `PostgreSQL tests NOT RUN: ${reason}; install postgresql or set TEST_DATABASE_URL`;
    if (process.env.REQUIRE_POSTGRES === '1') throw new Error(notice, { cause: error });
    project.provide('postgresUrl', null);
    console.warn(notice);
    return () => {
      console.warn(notice);
      return Promise.resolve();
    };
  }
}
