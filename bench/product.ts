import { createRequire } from 'node:module';
import type pg from 'pg';
import type * as app from '../src/app.js';
import type * as config from '../src/config.js';
import type * as nodeRuntime from '../src/node-runtime.js';
import type * as httpLogger from '../src/http/log/logger.js';
import type * as postgresCustomerDirectory from '../src/postgres/reads/customer-directory.js';
import type * as postgresPromotionLedger from '../src/postgres/ledger/promotion-ledger.js';
import type * as postgresStore from '../src/postgres/store.js';
import type * as postgresStoreOrganisation from '../src/postgres/store-organisation.js';
import type * as requestCustomerLoader from '../src/request/customer-loader.js';
import type * as requestSharedCustomerLoader from '../src/request/shared-customer-loader.js';
import type * as serviceLocalPromotionService from '../src/service/local-promotion-service.js';
import type * as serviceSecretHash from '../src/service/auth/secret-hash.js';

/** The modules of the product that are used here, as its build has them. */
interface Modules {
  'app.js': typeof app;
  'config.js': typeof config;
  'node-runtime.js': typeof nodeRuntime;
  'http/log/logger.js': typeof httpLogger;
  'postgres/reads/customer-directory.js': typeof postgresCustomerDirectory;
  'postgres/ledger/promotion-ledger.js': typeof postgresPromotionLedger;
  'postgres/store.js': typeof postgresStore;
  'postgres/store-organisation.js': typeof postgresStoreOrganisation;
  'request/customer-loader.js': typeof requestCustomerLoader;
  'request/shared-customer-loader.js': typeof requestSharedCustomerLoader;
  'service/local-promotion-service.js': typeof serviceLocalPromotionService;
  'service/auth/secret-hash.js': typeof serviceSecretHash;
}

/** The root of the product, seen from the built benchmarks in `bench/dist/bench`. */
const root = new URL('../../../', import.meta.url);

/** Where a file of the product's build is. */
export function builtFile(path: string): URL {
  return new URL(`dist/${path}`, root);
}

/** Loads a module of the product's build; its types are those of its source. */
export function importBuilt<Path extends keyof Modules>(path: Path): Promise<Modules[Path]> {
  return import(builtFile(path).href) as Promise<Modules[Path]>;
}

/** Where a file of `bench` is, such as one that has no build. */
export function benchFile(path: string): URL {
  return new URL(`bench/${path}`, root);
}

/** A query as the product hands it to the driver: ready to be sent, with the name under which it is prepared. */
export interface ReadyQuery {
  readonly text: string;
  readonly name?: string;
  readonly values?: readonly unknown[];
  callback: QueryCallback;
}

type QueryCallback = (
  error: Error | null,
  result?: { readonly rows: readonly Readonly<Record<string, unknown>>[] },
) => void;

/** Sends a query. A session is set up with text and its values, everything else is sent by ready queries. */
type Send = (this: unknown, query: ReadyQuery | string, ...values: unknown[]) => unknown;

/** Wraps what sends the ready queries of each connection, until the function that is returned is called. */
export function wrapDriver(wrapper: (query: ReadyQuery, send: () => unknown) => unknown): () => void {
  const { Client } = createRequire(builtFile('app.js'))('pg') as typeof pg;
  const prototype: { query: Send } = Client.prototype;
  const send = prototype.query;
  prototype.query = function (query, ...values) {
    const sendOn = () => send.call(this, query, ...values);
    return typeof query === 'string' ? sendOn() : wrapper(query, sendOn);
  };
  return () => {
    prototype.query = send;
  };
}
