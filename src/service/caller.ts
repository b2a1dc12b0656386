/** What a client may do; each route and each GraphQL field names the one it needs. */
export const accessGroups = ['customer:read', 'customer:write', 'promotion:read', 'promotion:write'] as const;
export type Access = (typeof accessGroups)[number];

/** The tenant. Every other row belongs to exactly one. */
export interface Organisation {
  readonly organisationId: string;
  /** IANA name; expiries are reckoned in it. */
  readonly timeZone: string;
}

/** Who calls: the credential fixes the organisation. */
export interface Caller {
  readonly organisation: Organisation;
  readonly clientId: string;
  readonly access: readonly Access[];
}
