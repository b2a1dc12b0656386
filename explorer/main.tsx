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
  // With the headers of the page only: else the browser asks for credentials in a dialog of its own after each 401.
  fetch: (url, init) => fetch(url, { ...init, credentials: 'omit' }),
});

/** GraphiQL asks for the schema before its editor of headers is there to be read. */
const fetcher: Fetcher = (operation, options) => {
  const isBare = operation.operationName === 'IntrospectionQuery' && !options?.headers;
  return ask(operation, isBare && keepHeaders ? { ...options, headers: keptHeaders() } : options);
};

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
