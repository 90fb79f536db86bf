import type { FastifyReply } from 'fastify';
import type { RefusalCode, Refused } from '../../pipeline/signIn/outcome.ts';
import { passwordLength } from '../../pipeline/signIn/password.ts';
import { Failed } from './failed.ts';

/** What each refusal of the sign-in is on this wire. */
const table: Readonly<Record<RefusalCode, readonly [status: number, message: string]>> = {
  'wrong-credentials': [403, 'that is not right'],
  'slow-down': [429, 'too many tries: wait, then try again'],
  busy: [503, 'too many people sign in at this moment: try again'],
  'link-used-up': [403, 'this link was used before or has expired: ask for another one'],
  'provider-failed': [502, 'the identity provider did not sign you in'],
  'not-known-here': [403, 'the identity provider signed you in, but nobody here has that address'],
  'identity-changed': [
    403,
    'the identity provider means somebody else by this address than before: ask an administrator',
  ],
  'no-identity-provider': [404, 'no identity provider is set up'],
  'password-too-short': [422, `a password has ${passwordLength.least} characters at least`],
  'password-too-long': [422, `a password has ${passwordLength.most} characters at most`],
  'password-too-simple': [422, 'this password is too easy to guess'],
  'second-factor-required': [409, 'your organisation asks for a second factor: set up another one first'],
  'nothing-pending': [409, 'there is nothing to confirm: begin again'],
  'too-many': [409, 'there are too many already: remove one first'],
  gone: [404, 'it is not there any more'],
};

/** What the sign-in answered; throws what it refused. */
export function granted<Result extends { readonly kind: string }>(
  result: Result | Refused,
  reply: FastifyReply,
): Exclude<Result, Refused> {
  if (!isRefused(result)) return result as Exclude<Result, Refused>;
  const [status, message] = table[result.code];
  if (result.retryAfter !== undefined) reply.header('retry-after', String(result.retryAfter));
  throw new Failed(status, result.code, message);
}

function isRefused(result: { readonly kind: string }): result is Refused {
  return result.kind === 'refused';
}
