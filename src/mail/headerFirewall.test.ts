import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countReceived, stripForeign, stripForOutsiders } from './headerFirewall.ts';

const headers = [
  'Received',
  'X-MS-Exchange-Organization-CalendarBooking-Response',
  'x-ms-exchange-forest-RulesExecuted',
  'X-MS-Exchange-CrossPremises-X',
  'X-MS-Exchange-Calendar-Series-Id',
  'X-Passerelle-Origin',
  'X-Passerelle-Other',
  'received',
].map((name) => ({ name, value: 'x' }));
const names = (list: readonly { name: string }[]) => list.map(({ name }) => name);

test('MIME-15 fields of the organisation are stripped, through a connector too: it carries strangers’ mail', () => {
  const kept = ['Received', 'X-MS-Exchange-Calendar-Series-Id', 'received'];
  assert.deepEqual(names(stripForeign(headers, { trusted: false })), kept);
  assert.deepEqual(names(stripForeign(headers, { trusted: true })), [
    ...kept.slice(0, 2),
    'X-Passerelle-Origin',
    'received',
  ]);
});

test('MIME-16 our fields do not leave to outsiders', () => {
  assert.equal(
    names(stripForOutsiders(headers)).some((name) => /^x-passerelle/i.test(name)),
    false,
  );
});

test('MIME-17 hops are counted whatever the case of the name', () => assert.equal(countReceived(headers), 2));
