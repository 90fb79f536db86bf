import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import pg from 'pg';
import { type PostgresPeer, startPostgres } from '../../test/peers/postgres.ts';
import { openStore, watchConfiguration } from './open.ts';
import { calendarSuite } from './suite/calendar.ts';
import { clientSuite } from './suite/clients.ts';
import { collectionSuite } from './suite/collections.ts';
import { connectionJournalSuite } from './suite/connectionJournal.ts';
import { type OpenStore, openEmbedded, openShared, options } from './suite/engines.ts';
import { graphRecordSuite } from './suite/graphRecords.ts';
import { jobSuite } from './suite/jobs.ts';
import { noticeSuite } from './suite/notices.ts';
import { recordSuite } from './suite/records.ts';
import { sharingSuite } from './suite/sharing.ts';
import { signInSuite } from './suite/signIn.ts';

function wholeSuite(open: OpenStore): void {
  calendarSuite(open);
  graphRecordSuite(open);
  collectionSuite(open);
  clientSuite(open);
  jobSuite(open);
  noticeSuite(open);
  recordSuite(open);
  sharingSuite(open);
  signInSuite(open);
  connectionJournalSuite(open);
}

describe('the store on SQLite', () => wholeSuite(openEmbedded));

const peer = await startPostgres();
if (peer === undefined) {
  const required = process.env.PASSERELLE_REQUIRE_PEERS === '1';
  test('the store on PostgreSQL', { skip: required ? false : 'PostgreSQL is absent' }, () =>
    assert.fail('PostgreSQL is absent, and PASSERELLE_REQUIRE_PEERS=1 asks for it'),
  );
} else {
  describe('the store on PostgreSQL', () => postgresSuite(peer));
}

function postgresSuite(server: PostgresPeer): void {
  const database = `passerelle_${randomUUID().replaceAll('-', '')}`;
  const url = server.url.replace('/postgres?', `/${database}?`).replace(/\/[^/?]*$/, `/${database}`);
  const administer = async (sql: string) => {
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    await client.query(sql);
    await client.end();
  };
  before(() => administer(`create database ${database}`));
  after(async () => {
    await administer(`drop database ${database} with (force)`);
    await server.stop();
  });

  test('STORE-30 processes that start together on an empty database share one organisation', async () => {
    const stores = await Promise.all([1, 2, 3].map(() => openStore(options({ databaseUrl: url }))));
    assert.equal(new Set(stores.map((store) => store.organisationId)).size, 1);
    await Promise.all(stores.map((store) => store.close()));
  });

  wholeSuite((t) => openShared(url)(t));

  test('STORE-31 without a name a database with several organisations is refused', async () => {
    await assert.rejects(openStore(options({ databaseUrl: url })), /several organisations/);
  });

  test('STORE-32 another process hears of a change of configuration', async (t) => {
    const organisationId = randomUUID();
    const [writer, reader] = await Promise.all([
      openStore(options({ databaseUrl: url, organisationId })),
      openStore(options({ databaseUrl: url, organisationId })),
    ]);
    t.after(() => Promise.all([writer.close(), reader.close()]));
    const heard = Promise.withResolvers<number>();
    const stop = watchConfiguration(reader, (change) => change > 0 && heard.resolve(change), 5);
    await writer.commit([{ type: 'putConfiguration', entries: [], expectChange: 0 }]);
    assert.equal(await heard.promise, 1);
    stop();
  });
}
