import type * as app from '../src/app.js';
import type * as config from '../src/config.js';
import type * as httpLogger from '../src/http/logger.js';
import type * as postgresCustomerDirectory from '../src/postgres/customer-directory.js';
import type * as postgresCustomerRecords from '../src/postgres/customer-records.js';
import type * as postgresIdempotencyRecord from '../src/postgres/idempotency-record.js';
import type * as postgresPromotionCatalogue from '../src/postgres/promotion-catalogue.js';
import type * as postgresPromotionLedger from '../src/postgres/promotion-ledger.js';
import type * as postgresStore from '../src/postgres/store.js';
import type * as postgresStoreOrganisation from '../src/postgres/store-organisation.js';
import type * as requestCarryOut from '../src/request/carry-out.js';
import type * as requestCustomerLoader from '../src/request/customer-loader.js';
import type * as requestScope from '../src/request/scope.js';
import type * as serviceLocalPromotionService from '../src/service/local-promotion-service.js';
import type * as serviceSecretHash from '../src/service/secret-hash.js';

/** The modules of the product that are used here, as its build has them. */
interface Modules {
  'app.js': typeof app;
  'config.js': typeof config;
  'http/logger.js': typeof httpLogger;
  'postgres/customer-directory.js': typeof postgresCustomerDirectory;
  'postgres/customer-records.js': typeof postgresCustomerRecords;
  'postgres/idempotency-record.js': typeof postgresIdempotencyRecord;
  'postgres/promotion-catalogue.js': typeof postgresPromotionCatalogue;
  'postgres/promotion-ledger.js': typeof postgresPromotionLedger;
  'postgres/store.js': typeof postgresStore;
  'postgres/store-organisation.js': typeof postgresStoreOrganisation;
  'request/carry-out.js': typeof requestCarryOut;
  'request/customer-loader.js': typeof requestCustomerLoader;
  'request/scope.js': typeof requestScope;
  'service/local-promotion-service.js': typeof serviceLocalPromotionService;
  'service/secret-hash.js': typeof serviceSecretHash;
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
