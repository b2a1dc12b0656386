/**
 * A subgraph of another team: it knows customers and promotions by their ids, and has something to say of them.
 * Pages it has as well.
 */
export const membershipSdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable"])

  type Query {
    "The members of a tier."
    members(tier: String!, first: Int! = 50): MemberConnection!
    "What the shop window shows."
    featured: [Promotion!]!
  }

  type Customer @key(fields: "id") {
    id: ID!
    tier: String!
  }

  type Promotion @key(fields: "id") {
    id: ID!
    banner: String!
  }

  type MemberConnection {
    edges: [MemberEdge!]!
    pageInfo: PageInfo!
  }

  type MemberEdge {
    node: Customer!
    cursor: String!
  }

  type PageInfo @shareable {
    hasNextPage: Boolean!
    hasPreviousPage: Boolean!
    startCursor: String
    endCursor: String
  }`;
