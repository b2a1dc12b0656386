/** The text of the OpenAPI document, as the repository has it. */

import { format } from 'prettier';
import { openApiDocument } from './document.js';

/** Formatted like every file, so that a difference shows single members. */
export async function openApiText(): Promise<string> {
  return format(JSON.stringify(await openApiDocument()), { parser: 'json', printWidth: 110 });
}
