import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CommandFailure } from './failure.ts';
import { readSettings } from './settings.ts';

test('CONF-20 without flags and environment every setting has its documented default', () => {
  assert.deepEqual(readSettings({}, {}), {
    data: './data',
    host: '127.0.0.1',
    httpPort: 8080,
    smtpPort: 2525,
    pop3Port: 2110,
    notificationRanges: [],
    logLevel: 'info',
    sample: false,
  });
});

test('CONF-20 a flag wins over the environment, and an empty variable counts as absent', () => {
  const settings = readSettings(
    { PASSERELLE_DATA: '/srv/one', PASSERELLE_HOST: '', PASSERELLE_LMTP_PORT: '0', PASSERELLE_SMTP_PORT: '0' },
    { data: '/srv/two', sample: true },
  );
  assert.equal(settings.data, '/srv/two');
  assert.equal(settings.host, '127.0.0.1');
  assert.equal(settings.smtpPort, 0);
  assert.equal(settings.lmtpPort, 0);
  assert.equal(settings.sample, true);
});

test('CONF-20 LMTP can be said to be off', () => {
  assert.equal(readSettings({ PASSERELLE_LMTP_PORT: 'off' }, {}).lmtpPort, undefined);
});

test('CONF-21 every wrong setting is named at once, with what was expected, and no password is repeated', () => {
  const environment = {
    PASSERELLE_HTTP_PORT: '80a',
    PASSERELLE_SMTP_PORT: '70000',
    PASSERELLE_TLS_CERT: '/tmp/cert.pem',
    PASSERELLE_RESOLVER: '127.0.0.1',
    PASSERELLE_LOG_LEVEL: 'loud',
    DATABASE_URL: 'mysql://passerelle:secret@db/passerelle',
  };
  assert.throws(
    () => readSettings(environment, {}),
    (fault) => {
      assert.ok(fault instanceof CommandFailure);
      assert.equal(fault.exitCode, 2);
      for (const name of Object.keys(environment)) assert.match(fault.message, new RegExp(name));
      assert.doesNotMatch(fault.message, /secret/);
      return true;
    },
  );
});

test('CONF-21 ranges for change notifications are read, and a wrong one is named', () => {
  const read = (ranges: string) => readSettings({ PASSERELLE_NOTIFICATION_RANGES: ranges }, {});
  assert.deepEqual(read('127.0.0.1/32, 10.9.0.0/16').notificationRanges, ['127.0.0.1/32', '10.9.0.0/16']);
  assert.throws(() => read('hook.fabrikam.example'), /PASSERELLE_NOTIFICATION_RANGES: 'hook.fabrikam.example'/);
});

test('CONF-21 faults on purpose are read from one variable, off without it, and a wrong one is named', () => {
  assert.equal(readSettings({}, {}).faults, undefined);
  const { faults } = readSettings({ PASSERELLE_FAULTS: 'lag=3000, throttle=0.2' }, {});
  assert.deepEqual([faults?.lag, faults?.throttle, faults?.truncate], [3000, 0.2, 0]);
  assert.throws(
    () => readSettings({ PASSERELLE_FAULTS: 'throttle=2' }, {}),
    /PASSERELLE_FAULTS: throttle: expected a share/,
  );
});
