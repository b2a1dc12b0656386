/** The validation rules and limits of every document. */

import { limitDocument } from './limit-document.js';
import { limitLists } from './limit-lists.js';

/** A hundred customers written into the document take some 1,200 tokens. */
export const MAX_TOKENS = 5_000;
/** Of a document with more wrong than that, the rest is not looked for. */
export const MAX_ERRORS = 5;
/** The rules that a document meets besides those of GraphQL, wherever it comes in. */
export const documentRules = [limitDocument, limitLists] as const;
