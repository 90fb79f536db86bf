import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encode } from 'dns-packet';
import { decodeReply } from './message.ts';
import { asciiName } from './recordData.ts';

const name = 'contoso.example';
const reply = encode({
  id: 4711,
  type: 'response',
  flags: 0x0400,
  questions: [{ name, type: 'TXT' }],
  answers: [
    { name, type: 'TXT', ttl: 60, data: ['v=spf1 ', 'mx -all'] },
    { name, type: 'MX', ttl: 60, data: { preference: 10, exchange: 'MX1.contoso.example' } },
    { name, type: 'CNAME', ttl: 60, data: 'other.example' },
    { name, type: 'A', ttl: 60, data: '192.0.2.1' },
  ],
});

test('CDNS-1 a reply is read as its records, with their octets', () => {
  const read = decodeReply(reply, 4711, 'Contoso.Example.', 'TXT');
  assert.equal(read?.kind, 'answer');
  if (read?.kind !== 'answer') return;
  assert.ok(read.authoritative);
  assert.deepEqual(
    read.records.map(({ value }) => value),
    ['v=spf1 mx -all', '10 mx1.contoso.example', 'other.example', '192.0.2.1'],
  );
  assert.equal(read.records[0]?.data.toString('latin1'), '\x07v=spf1 \x07mx -all');
});

test('CDNS-1 what answers another question, or was damaged, is no reply and no fault', () => {
  assert.equal(decodeReply(reply, 4712, name, 'TXT'), undefined);
  assert.equal(decodeReply(reply, 4711, 'fabrikam.example', 'TXT'), undefined);
  assert.equal(decodeReply(reply, 4711, name, 'MX'), undefined);
  for (let position = 0; position < reply.length; position++) {
    for (const octet of [0, 1, 0x3f, 0x40, 0xc0, 0xff]) {
      const damaged = Buffer.from(reply);
      damaged[position] = octet;
      assert.doesNotThrow(() => decodeReply(damaged, 4711, name, 'TXT'), `${position} ${octet}`);
    }
    assert.doesNotThrow(() => decodeReply(reply.subarray(0, position), 4711, name, 'TXT'));
  }
});

test('CDNS-1 a domain of other letters is asked for as DNS has it', () => {
  assert.equal(asciiName('bücher.example'), 'xn--bcher-kva.example');
  assert.equal(asciiName('_dmarc.contoso.example'), '_dmarc.contoso.example');
});
