import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileIpRanges } from '../../mail/ipRanges.ts';
import { destinationOf, isPublic } from './destination.ts';

test('GRAPH-19 only public addresses are public, however they are written', () => {
  for (const address of ['203.0.114.1', '8.8.8.8', '2a00:1450::1', '::ffff:8.8.8.8']) {
    assert.equal(isPublic(address), true, address);
  }
  for (const address of [
    ...['127.0.0.1', '10.1.2.3', '172.31.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0', '224.0.0.1'],
    ...['::1', '::', 'fe80::1', 'fc00::1', '::ffff:127.0.0.1', '::ffff:7f00:1', '64:ff9b::7f00:1', '2002:7f00:1::'],
    ...['2001:db8::1', 'ff02::1', '::7f00:1', 'nonsense'],
  ]) {
    assert.equal(isPublic(address), false, address);
  }
});

test('GRAPH-19 every address of a name is checked, and the checked one is connected to', async () => {
  const listed = compileIpRanges(['10.9.0.0/16']);
  const ask = (url: string, addresses: readonly string[]) => destinationOf(url, listed, async () => addresses);
  const good = await ask('https://hook.fabrikam.example/x', ['8.8.4.4', '2a00:1450::1']);
  assert.equal(good.kind === 'destination' && good.address, '8.8.4.4');
  assert.equal((await ask('https://hook.fabrikam.example/x', ['8.8.4.4', '127.0.0.1'])).kind, 'problem');
  assert.equal((await ask('https://hook.fabrikam.example/x', [])).kind, 'problem');
  assert.equal((await ask('http://hook.fabrikam.example/x', ['8.8.4.4'])).kind, 'problem');
  assert.equal((await ask('http://hook.fabrikam.example/x', ['10.9.1.1'])).kind, 'destination');
  assert.equal((await ask('https://me:secret@hook.fabrikam.example/x', ['8.8.4.4'])).kind, 'problem');
  assert.equal((await ask('https://2130706433/x', [])).kind, 'problem', 'a number is an address too');
});
