/** Callers, organisations and access groups. */

/** What a client may do; each route and each GraphQL field names the one it needs. */
export const accessGroups = ['customer:read', 'customer:write', 'promotion:read', 'promotion:write'] as const;
export type Access = (typeof accessGroups)[number];

/** The tenant. Every other row belongs to exactly one. */
export interface Organisation {
  readonly organisationId: string;
  /** IANA name; expiries are reckoned in it. */
  readonly timeZone: string;
}

/** What a caller sent to prove who it is. */
export type Credential =
  | { readonly scheme: 'Basic'; readonly till: string; readonly password: string }
  | { readonly scheme: 'Bearer'; readonly token: string };

/** The other end of the connection that a credential came over. */
export interface Peer {
  /** Its IP address; of an IPv6 address the network, since one host has all of it. */
  readonly address: string;
  isConnected(): boolean;
}

/** Who calls: the credential fixes the organisation. */
export interface Caller {
  readonly organisation: Organisation;
  readonly clientId: string;
  readonly access: readonly Access[];
  /** What it came with, only where that is passed on to a platform. It reaches no log. */
  readonly credential?: Credential;
}
