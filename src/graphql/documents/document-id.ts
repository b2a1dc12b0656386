/** Reads the id of a document in each form in which clients send it. */

/** Where an id stands: in GraphQL over HTTP (appendix A), and in the two forms of Relay. */
const MEMBERS = ['documentId', 'doc_id', 'id'] as const;

const SHA256_PREFIX = 'sha256:';
const SHA256_ID = /^sha256:[0-9a-f]{64}$/;

/** The parameters of a request, from its body or its query string. */
export type Parameters = Readonly<Record<string, unknown>>;

/** The key under which a document is stored: its id without the prefix that names the kind of hash. */
export function documentKey(id: string): string {
  return id.startsWith(SHA256_PREFIX) ? id.slice(SHA256_PREFIX.length) : id;
}

/**
 * The key of the document that a request names. Beside a text only a hash counts, with which a client registers the text.
 * @returns undefined without an id, null for one that is not a text
 */
export function documentKeyIn(parameters: Parameters): string | null | undefined {
  const { query, documentId } = parameters;
  if ((query ?? '') !== '') {
    return typeof documentId === 'string' && SHA256_ID.test(documentId) ? documentKey(documentId) : undefined;
  }
  const id = MEMBERS.map((member) => parameters[member] ?? undefined).find((value) => value !== undefined);
  if (id === undefined) return undefined;
  return typeof id === 'string' ? documentKey(id) : null;
}
