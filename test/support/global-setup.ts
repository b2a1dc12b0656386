import type { TestProject } from 'vitest/node';
import { findChromium } from './chromium-binary.js';
import { findHaproxy } from './haproxy-binary.js';
import { createEmbeddedImage } from './embedded-image.js';
import { startPostgresServer } from './postgres-server.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The PostgreSQL server of this test run; null when none could be had. */
    postgresUrl: string | null;
    /** The browser of this test run; null when none is installed. */
    chromium: string | null;
    /** The load balancer of this test run; null when none is installed. */
    haproxy: string | null;
    /** The file from which embedded stores are copied. */
    embeddedImage: string;
    /** From which time on the gateways under test compile a GraphQL document. */
    compiledFrom: number;
  }
}

/** What the whole run shares: a PostgreSQL server, a browser, and the image of an embedded store. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const missBrowser = provideBrowser(project);
  const missHaproxy = provideHaproxy(project);
  const [stopPostgres, image] = await Promise.all([providePostgres(project), createEmbeddedImage()]);
  project.provide('embeddedImage', image.file);
  return async () => {
    await image.remove();
    await stopPostgres();
    missBrowser();
    missHaproxy();
  };
}

/**
 * The browser that is installed. Without one, the tests that need one are skipped, loudly, or with
 * REQUIRE_BROWSER=1 nothing is run at all.
 * @returns says at the end that they were not run
 */
function provideBrowser(project: TestProject): () => void {
  const binary = findChromium();
  project.provide('chromium', binary);
  if (binary !== null) return () => undefined;
  const notice = 'Browser tests NOT RUN: no Chromium found; install chromium or set CHROMIUM_BIN';
  if (process.env.REQUIRE_BROWSER === '1') throw new Error(notice);
  console.warn(notice);
  return () => {
    console.warn(notice);
  };
}

/** The same for the load balancer and REQUIRE_HAPROXY=1. */
function provideHaproxy(project: TestProject): () => void {
  const binary = findHaproxy();
  project.provide('haproxy', binary);
  if (binary !== null) return () => undefined;
  const notice = 'Load balancer tests NOT RUN: no HAProxy found; install haproxy or set HAPROXY_BIN';
  if (process.env.REQUIRE_HAPROXY === '1') throw new Error(notice);
  console.warn(notice);
  return () => {
    console.warn(notice);
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
