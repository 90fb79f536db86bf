import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { systemRandom } from '../../platform/random.ts';
import { createChallenges } from './challenge.ts';
import type { Keyring } from './keyring.ts';

test('SIGN-22 a challenge is ours for its purpose, as it was made, for five minutes', async () => {
  let now = 1_000_000;
  const hash = async (kind: string, secret: string) =>
    createHmac('sha256', 'key')
      .update(kind + secret)
      .digest('base64url');
  const keyring: Pick<Keyring, 'hash' | 'hashes'> = { hash, hashes: async (...of) => [await hash(...of)] };
  const challenges = createChallenges({ clock: { now: () => now }, random: systemRandom, keyring: keyring as Keyring });
  const made = Buffer.from(await challenges.make('sign-in'));
  const ours = (octets: Buffer, purpose = 'sign-in') => challenges.isOurs(purpose, octets.toString('base64url'));
  assert.equal(await ours(made), true);
  assert.equal(await ours(made, 'registration'), false);
  for (const at of [0, 20, 40]) {
    const changed = Buffer.from(made);
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
    assert.equal(await ours(changed), false, `octet ${at}`);
  }
  assert.equal(await ours(made.subarray(1)), false);
  assert.equal(await ours(Buffer.alloc(0)), false);
  now += 5 * 60_000;
  assert.equal(await ours(made), false);
});
