import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemRandom } from '../../platform/random.ts';
import { createPasswords, currentCost, passwordProblem } from './password.ts';

const cheap = { memory: 64, passes: 1, parallelism: 1 };
const password = 'correct horse battery';

test('SIGN-2 a chosen password is kept by argon2id with its parameters, and told outdated when they are raised', async () => {
  const before = createPasswords(systemRandom, cheap);
  const kept = await before.hash(password);
  assert.match(kept, /^\$argon2id\$v=19\$m=64,t=1,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  assert.notEqual(await before.hash(password), kept);
  assert.deepEqual(await before.check(password, kept), { kind: 'right', outdated: false });
  const raised = createPasswords(systemRandom, { ...cheap, memory: 128 });
  assert.deepEqual(await raised.check(password, kept), { kind: 'right', outdated: true });
  assert.deepEqual(await raised.check(`${password}!`, kept), { kind: 'wrong' });
  assert.deepEqual(await raised.check(password, undefined), { kind: 'wrong' });
});

test('SIGN-2 the parameters are those that OWASP names first', () => {
  assert.deepEqual(currentCost, { memory: 19_456, passes: 2, parallelism: 1 });
});

test('SIGN-2 a password may be typed in either form of Unicode', async () => {
  const passwords = createPasswords(systemRandom, cheap);
  const kept = await passwords.hash('l\u2019e\u0301te\u0301 a\u0300 la mer');
  assert.equal((await passwords.check('l\u2019\u00e9t\u00e9 \u00e0 la mer', kept)).kind, 'right');
});

test('SIGN-2 many at once are computed few at a time, and too many are told to come again', async () => {
  const passwords = createPasswords(systemRandom, cheap);
  const results = await Promise.allSettled(Array.from({ length: 150 }, () => passwords.check('x', undefined)));
  const busy = results.filter(({ status }) => status === 'rejected').length;
  assert.equal(busy, 48);
  assert.equal((await passwords.check('x', undefined)).kind, 'wrong');
});

test('SIGN-3 what is too short, too long or too easy to guess is no password', () => {
  const problem = (text: string) => passwordProblem(text, 'johanna@contoso.example');
  assert.equal(problem('elevenchars'), 'too-short');
  assert.equal(problem('x'.repeat(257)), 'too-long');
  assert.equal(problem('aaaaaaaaaaaaaaaa'), 'too-simple');
  assert.equal(problem('johanna@contoso.example'), 'too-simple');
  assert.equal(problem('Johanna12345'), 'too-simple');
  assert.equal(problem(password), undefined);
});
