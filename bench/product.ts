import type * as app from '../src/app.js';
import type * as config from '../src/config.js';
import type * as nodeRuntime from '../src/node-runtime.js';
import type * as httpLogger from '../src/http/log/logger.js';
import type * as postgresCustomerDirectory from '../src/postgres/reads/customer-directory.js';
import type * as postgresPromotionLedger from '../src/postgres/ledger/promotion-ledger.js';
import type * as postgresStore from '../src/postgres/store.js';
import type * as postgresStoreOrganisation from '../src/postgres/store-organisation.js';
import type * as requestFindCustomer from '../src/request/find-customer.js';
import type * as requestCustomerLoader from '../src/request/customer-loader.js';
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
  'request/find-customer.js': typeof requestFindCustomer;
  'request/customer-loader.js': typeof requestCustomerLoader;
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
