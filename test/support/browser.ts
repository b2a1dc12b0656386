import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext } from 'playwright-core';
import { describe, inject } from 'vitest';

/** It is to do what the page says, and nothing on its own account. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A browser with a new, empty profile. */
export interface TestBrowser {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

export async function openBrowser(): Promise<TestBrowser> {
  const executablePath = inject('chromium');
  if (executablePath === null) throw new Error('no browser: stand inside describeWithBrowser');
  const profile = await mkdtemp(join(tmpdir(), 'promotion-gateway-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    args: FLAGS,
    viewport: { width: 1_440, height: 900 },
  });
  return {
    context,
    close: async () => {
      await context.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
    },
  };
}

/** A `describe` whose tests may open a browser; skipped where there is none. */
export function describeWithBrowser(name: string, tests: () => void): void {
  describe.skipIf(inject('chromium') === null)(name, tests);
}
