import { openServerStore } from '../../src/postgres/store.js';
import { openMemoryStore } from '../support/embedded-store.js';
import { describeWithPostgres } from '../support/postgres-database.js';
import { sampleDialect } from '../upstream/dialect.js';
import { localSubject } from './local-subject.js';
import { promotionServiceContract } from './promotion-service.contract.js';
import { upstreamSubject } from './upstream-subject.js';

promotionServiceContract('the embedded store', async () => localSubject(await openMemoryStore()));

promotionServiceContract('a platform that speaks as our REST door', () => upstreamSubject());
promotionServiceContract('a platform that speaks as documented', () => upstreamSubject(sampleDialect));

describeWithPostgres('with a server', (url) => {
  promotionServiceContract('PostgreSQL', async () =>
    localSubject(await openServerStore(url(), { poolSize: 4 })),
  );
});
