import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The Chromium at CHROMIUM_BIN, or in PATH; null without one. */
export function findChromium(): string | null {
  const { CHROMIUM_BIN: given, PATH = '' } = process.env;
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  const places = PATH.split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  return (given ? [given] : places).find(isExecutable) ?? null;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
