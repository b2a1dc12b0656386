import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import './page.css';
import { createGraphiQLFetcher, type Fetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';
import { readOpening } from './opening.js';

const { tabs, keepHeaders } = await readOpening();
const [first] = tabs;
/** What an earlier visit left in the browser goes before what we open with. */
const firstVisit = localStorage.getItem('graphiql:tabState') === null;

const ask = createGraphiQLFetcher({
  url: '/graphql',
  subscriptionUrl: new URL('/graphql/stream', location.href.replace(/^http/, 'ws')).href,
  // With the headers of the page only: else the browser asks for credentials in a dialog of its own after each 401.
  fetch: (url, init) => fetch(url, { ...init, credentials: 'omit' }),
});

/** GraphiQL asks for the schema before its editor of headers is there to be read. */
const fetcher: Fetcher = (operation, options) => {
  if (operation.operationName !== 'IntrospectionQuery') return ask(operation, options);
  const headers = options?.headers ?? (keepHeaders ? keptHeaders() : {});
  return hasCredential(headers) ? ask(operation, { ...options, headers }) : Promise.resolve(GREETING);
};

/** Shown in place of the 401 that the first question for the schema would get. */
const GREETING = {
  extensions: {
    welcome:
      'Put your credential into Headers, then press the arrows at the left, "Re-fetch GraphQL schema", for documentation and completion.',
  },
};

/** Whether a user has put a credential in place of the one that the page opens with. */
function hasCredential(headers: Readonly<Record<string, unknown>>): boolean {
  const values = Object.values(headers);
  return values.length > 0 && !values.some((value) => typeof value !== 'string' || value.includes('<'));
}

function keptHeaders(): Record<string, string> {
  const text = localStorage.getItem('graphiql:headers') ?? first.headers;
  return JSON.parse(text) as Record<string, string>;
}

const explorer = document.getElementById('explorer');
if (!explorer) throw new Error('index.html has no place for the explorer');
createRoot(explorer).render(
  <GraphiQL
    fetcher={fetcher}
    defaultTabs={tabs}
    defaultHeaders={first.headers}
    shouldPersistHeaders={keepHeaders}
    // Of its first tab GraphiQL fills in the operation alone.
    {...(firstVisit && { initialVariables: first.variables, initialHeaders: first.headers })}
  >
    <GraphiQL.Logo>promotion-gateway</GraphiQL.Logo>
  </GraphiQL>,
);
