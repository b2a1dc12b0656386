/** Reads the credential in the payload of connection_init. */

/** The headers that carry a credential, by their names in lower case. */
const CREDENTIALS = ['authorization', 'x-cap-api-oauth-token'] as const;

type Params = Readonly<Record<string, unknown>>;
type CredentialHeaders = Readonly<Partial<Record<(typeof CREDENTIALS)[number], string>>>;

/**
 * The credential of a client, as headers. Clients send headers as members of the payload, as GraphiQL does, or in its member
 * `headers`, as Apollo Sandbox does, with names in any case.
 */
export function credentialIn(params: Params = {}): CredentialHeaders {
  const { headers } = params;
  const nested = typeof headers === 'object' && headers !== null ? Object.entries(headers) : [];
  const found: Partial<Record<string, string>> = {};
  for (const [name, value] of [...nested, ...Object.entries(params)]) {
    if (typeof value === 'string') found[name.toLowerCase()] = value;
  }
  return Object.fromEntries(
    CREDENTIALS.flatMap((name) => (found[name] === undefined ? [] : [[name, found[name]]])),
  );
}
