import { openServerStore } from '../../src/postgres/store.js';
import { openMemoryStore } from '../support/embedded-store.js';
import { describeWithPostgres } from '../support/postgres-database.js';
import { promotionServiceContract } from './promotion-service.contract.js';

promotionServiceContract('the embedded store', () => openMemoryStore());

describeWithPostgres('with a server', (url) => {
  promotionServiceContract('PostgreSQL', () => openServerStore(url(), { poolSize: 4 }));
});
