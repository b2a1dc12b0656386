import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The given file, or one of these names in PATH or in these other folders; null where there is none. */
export function findExecutable(
  given: string | undefined,
  names: readonly string[],
  folders: readonly string[] = [],
): string | null {
  const places = [...(process.env.PATH ?? '').split(delimiter), ...folders];
  const files = places.flatMap((folder) => names.map((name) => join(folder, name)));
  return (given ? [given] : files).find(isExecutable) ?? null;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
