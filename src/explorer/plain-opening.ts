/** The tabs of GraphiQL on other data. */

import type { Opening } from './explorer.route.js';

const QUERY = `# Put your credential into Headers, below. For the
# documentation and completion, press the arrows at
# the left then, "Re-fetch GraphQL schema".
query ErrorCatalogue {
  promotionErrors {
    code
    restCode
    disposition
    scope
    message
  }
}
`;

const HEADERS = `{
  "Authorization": "Basic <base64 of till:password>"
}
`;

/** The first view of GraphiQL without the demo data. */
export const plainOpening: Opening = {
  tabs: [{ query: QUERY, variables: '', headers: HEADERS }],
  keepHeaders: false,
};
