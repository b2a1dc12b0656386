import { findExecutable } from './executable.js';

/** The Chromium at CHROMIUM_BIN, or in PATH; null without one. */
export function findChromium(): string | null {
  return findExecutable(process.env.CHROMIUM_BIN, ['chromium', 'chromium-browser', 'google-chrome']);
}
