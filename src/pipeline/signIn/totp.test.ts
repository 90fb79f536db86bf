import assert from 'node:assert/strict';
import { test } from 'node:test';
import { acceptedStep, totpCode, totpUri } from './totp.ts';

const key = Buffer.from('12345678901234567890');

test('SIGN-10 codes are those of rfc6238, appendix B, and rfc4226, appendix D', () => {
  for (const [seconds, code] of [
    [59, '94287082'],
    [1111111109, '07081804'],
    [1111111111, '14050471'],
    [1234567890, '89005924'],
    [2000000000, '69279037'],
    [20000000000, '65353130'],
  ] as const) {
    assert.equal(totpCode(key, Math.floor(seconds / 30), 8), code);
  }
  const hotp = Array.from({ length: 10 }, (_, counter) => totpCode(key, counter));
  assert.deepEqual(hotp, '755224 287082 359152 969429 338314 254676 287922 162583 399871 520489'.split(' '));
});

test('SIGN-10 the step before and the one after count as well, none of them twice', () => {
  const now = 1_700_000_000_000;
  const step = Math.floor(now / 30_000);
  const accepted = (of: number, last = 0) => acceptedStep(key, totpCode(key, of), now, last);
  assert.deepEqual(
    [-2, -1, 0, 1, 2].map((by) => accepted(step + by)),
    [undefined, step - 1, step, step + 1, undefined],
  );
  assert.equal(accepted(step, step), undefined);
  assert.equal(accepted(step - 1, step), undefined);
  assert.equal(accepted(step + 1, step), step + 1);
  const spaced = totpCode(key, step).replace(/^.../, '$& ');
  assert.equal(acceptedStep(key, spaced, now, 0), step);
  for (const typed of ['', '12345', '1234567', 'abcdef', '-12345'])
    assert.equal(acceptedStep(key, typed, now, 0), undefined);
});

test('SIGN-10 an authenticator app is told whose key it is', () => {
  assert.equal(
    totpUri('mzxw6ytboi', 'jo@contoso.example', 'Contoso & Co'),
    'otpauth://totp/Contoso%20%26%20Co:jo%40contoso.example?secret=MZXW6YTBOI&issuer=Contoso%20%26%20Co',
  );
});
