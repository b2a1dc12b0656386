/** The set-up that the tests of the upstream share: a scripted platform, and a store of the gateway's own. */

import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { Store } from '../../src/postgres/store.js';
import type { UpstreamOptions } from '../../src/upstream/upstream.js';
import { openMemoryStore } from '../support/embedded-store.js';
import { openScriptedPlatform, type ScriptedPlatform } from './scripted-platform.js';
import { openTestUpstream, type TestUpstream } from './service.js';

export interface UpstreamFixture {
  readonly own: Store;
  readonly platform: ScriptedPlatform;
  /** The way to the platform: a new one for each test that uses it. */
  readonly upstream: TestUpstream;
}

/**
 * Opens a platform and a store for all tests of a file or a `describe`. Each test begins with nothing received.
 * @param options what the upstream of a test has, asked for when the test first uses it
 */
export function useScriptedPlatform(options: () => Partial<UpstreamOptions> = () => ({})): UpstreamFixture {
  let own: Store;
  let platform: ScriptedPlatform;
  let upstream: TestUpstream | null = null;
  beforeAll(async () => {
    own = await openMemoryStore();
    platform = await openScriptedPlatform();
  });
  afterAll(async () => {
    await platform.close();
    await own.close();
  });
  beforeEach(() => {
    platform.received.length = 0;
    return async () => {
      await upstream?.close();
      upstream = null;
    };
  });
  return {
    get own() {
      return own;
    },
    get platform() {
      return platform;
    },
    get upstream() {
      upstream ??= openTestUpstream(platform.url, own, options());
      return upstream;
    },
  };
}
