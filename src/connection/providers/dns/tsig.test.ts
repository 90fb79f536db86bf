import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { signMessage, verifyReply } from './tsig.ts';
import { encodeUpdate } from './update.ts';

const key = { name: 'Passerelle-Update', secret: Buffer.from('a shared secret') };
const at = 1_764_060_960;
const request = signMessage(
  encodeUpdate(7, { zone: 'contoso.example', prerequisites: [], remove: [], add: [] }),
  key,
  at,
);
/** An answer without records, as rfc8945#4.3 has it signed; made here by hand, apart from the code under test. */
const bare = Buffer.from('0007a8000000000000000000', 'hex');
const name = Buffer.concat([Buffer.of(17), Buffer.from('passerelle-update'), Buffer.of(0)]);
const algorithm = Buffer.concat([Buffer.of(11), Buffer.from('hmac-sha256'), Buffer.of(0)]);
const time = Buffer.from('000069256f20012c', 'hex');

function answer({ error = '0000', requestMac = request.mac, secret = key.secret } = {}): Buffer {
  const tail = Buffer.from(`${error}0000`, 'hex');
  const mac = createHmac('sha256', secret)
    .update(Buffer.concat([Buffer.from('0020', 'hex'), requestMac, bare]))
    .update(Buffer.concat([name, Buffer.from('00ff00000000', 'hex'), algorithm, time, tail]))
    .digest();
  const data = Buffer.concat([algorithm, time, Buffer.from('0020', 'hex'), mac, bare.subarray(0, 2), tail]);
  const head = Buffer.from('00fa00ff000000000000', 'hex');
  head.writeUInt16BE(data.length, 8);
  const whole = Buffer.concat([bare, name, head, data]);
  whole.writeUInt16BE(1, 10);
  return whole;
}

const verdict = (reply: Buffer, now = at) => verifyReply(reply, key, request.mac, now).kind;

test('CDNS-7 an answer is believed under the same key, in time, and for this request only', () => {
  assert.equal(time.readUIntBE(0, 6), at);
  assert.equal(verdict(answer()), 'genuine');
  assert.equal(verdict(answer(), at + 299), 'genuine');
  assert.equal(verdict(answer(), at + 301), 'unproven');
  assert.equal(verdict(answer({ requestMac: Buffer.alloc(32) })), 'unproven');
  assert.equal(verdict(answer({ secret: Buffer.from('another') })), 'unproven');
  assert.equal(verdict(bare), 'unproven');
  assert.deepEqual(verifyReply(answer({ error: '0011' }), key, request.mac, at), { kind: 'rejected', error: 17 });
});

test('CDNS-7 an answer that was changed anywhere, or ends anywhere, proves nothing and is no fault', () => {
  const whole = answer();
  for (let length = 0; length < whole.length; length++) {
    assert.notEqual(verdict(whole.subarray(0, length)), 'genuine', `${length} octets`);
  }
  // The number is not covered: forwarders may change it (rfc8945#5.3).
  for (let position = 2; position < bare.length + name.length; position++) {
    const changed = Buffer.from(whole);
    changed[position] = (changed[position] ?? 0) ^ 1;
    assert.notEqual(verdict(changed), 'genuine', `octet ${position}`);
  }
});
