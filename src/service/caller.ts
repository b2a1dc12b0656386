/** Callers, organisations and access groups. */

/** The access groups of clients; each route and each GraphQL field names the one it needs. */
export const accessGroups = ['customer:read', 'customer:write', 'promotion:read', 'promotion:write'] as const;
export type Access = (typeof accessGroups)[number];

/** The tenant. Every other row belongs to exactly one. */
export interface Organisation {
  readonly organisationId: string;
  /** An IANA name, in which expiries are computed. */
  readonly timeZone: string;
}

/** The credential that a caller sent. */
export type Credential =
  | { readonly scheme: 'Basic'; readonly till: string; readonly password: string }
  | { readonly scheme: 'Bearer'; readonly token: string };

/** The remote end of the connection of a credential. */
export interface Peer {
  /** Its IPv4 address, or its IPv6 network, all of which one host has. */
  readonly address: string;
  isConnected(): boolean;
}

/** The caller, whose credential determines the organisation. */
export interface Caller {
  readonly organisation: Organisation;
  readonly clientId: string;
  readonly access: readonly Access[];
  /** The credential, only when it is passed on to a platform. It reaches no log. */
  readonly credential?: Credential;
}
