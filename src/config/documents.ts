/** Persisted and trusted documents. */

import { z } from 'zod';
import type { Combination } from './combination.js';
import { isReadableFile } from './values.js';

export interface DocumentsConfig {
  /** Whether GraphQL clients may register documents and send their hashes from then on. */
  readonly automaticPersistedQueries: boolean;
  /** The manifest of trusted documents, and whether other documents are refused; null accepts every document. */
  readonly trustedDocuments: { readonly file: string; readonly only: boolean } | null;
}

export const documentsSettings = z.object({
  PERSISTED_QUERIES: z.enum(['automatic', 'off'], 'must be automatic or off').default('off'),
  TRUSTED_DOCUMENTS: z.enum(['allow', 'only', 'off'], 'must be allow, only or off').default('off'),
  TRUSTED_DOCUMENTS_FILE: z
    .string()
    .refine(isReadableFile, 'must name a file that exists and that this account may read')
    .optional(),
});

type Settings = z.infer<typeof documentsSettings>;

export const documentsCombinations: readonly Combination<Settings>[] = [
  {
    reads: ['TRUSTED_DOCUMENTS', 'TRUSTED_DOCUMENTS_FILE'],
    holds: ({ TRUSTED_DOCUMENTS: mode, TRUSTED_DOCUMENTS_FILE: file }) =>
      (mode === 'off') === (file === undefined),
    setting: 'TRUSTED_DOCUMENTS_FILE',
    message: 'must be set together with TRUSTED_DOCUMENTS=allow or TRUSTED_DOCUMENTS=only',
  },
  {
    reads: ['PERSISTED_QUERIES', 'TRUSTED_DOCUMENTS'],
    holds: ({ PERSISTED_QUERIES, TRUSTED_DOCUMENTS }) =>
      PERSISTED_QUERIES === 'off' || TRUSTED_DOCUMENTS !== 'only',
    setting: 'PERSISTED_QUERIES',
    message: 'must be off together with TRUSTED_DOCUMENTS=only',
  },
];

export function documentsConfig(settings: Settings): DocumentsConfig {
  const { TRUSTED_DOCUMENTS: mode, TRUSTED_DOCUMENTS_FILE: file } = settings;
  return {
    automaticPersistedQueries: settings.PERSISTED_QUERIES === 'automatic',
    trustedDocuments: file === undefined ? null : { file, only: mode === 'only' },
  };
}
