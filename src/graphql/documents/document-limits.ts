/** The validation rules and limits of every document. */

import { limitDocument } from './limit-document.js';
import { limitLists } from './limit-lists.js';

/** A hundred customers written into the document take some 1,200 tokens. */
export const MAX_TOKENS = 5_000;
/** The rules of every document besides those of GraphQL. */
export const documentRules = [limitDocument, limitLists] as const;
