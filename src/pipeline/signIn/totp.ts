/** One-time codes of an authenticator app (rfc6238 over rfc4226): SHA-1, six digits, thirty seconds, what every app knows. */
import { createHmac } from 'node:crypto';
import { sameText } from './keyring.ts';

const stepMilliseconds = 30_000;
const digits = 6;
/** rfc6238#5.2: clocks differ and people type slowly, so the step before and the one after count as well. */
const tolerance = 1;
/** rfc4226#4, R6: 160 bits. */
export const totpKeyOctets = 20;

/**
 * The step whose code was typed, or undefined. A step counts once (rfc6238#5.2): only
 * those after `lastStep` are looked at, and the caller keeps the answer as the next `lastStep`.
 */
export function acceptedStep(key: Buffer, typed: string, now: number, lastStep: number): number | undefined {
  const code = typed.replaceAll(/\s/g, '');
  if (!/^\d{6}$/.test(code)) return undefined;
  const current = Math.floor(now / stepMilliseconds);
  for (let step = current - tolerance; step <= current + tolerance; step++) {
    if (step > lastStep && sameText(totpCode(key, step), code)) return step;
  }
  return undefined;
}

/** @param step thirty seconds since 1970 */
export function totpCode(key: Buffer, step: number, length = digits): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', key).update(counter).digest();
  // rfc4226#5.3, dynamic truncation.
  const offset = mac.readUInt8(mac.length - 1) & 0xf;
  const number = (mac.readUInt32BE(offset) & 0x7fffffff) % 10 ** length;
  return String(number).padStart(length, '0');
}

/** What an authenticator app reads, by its own key URI format. `key` in base32, without groups. */
export function totpUri(key: string, account: string, issuer: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`;
  return `otpauth://totp/${label}?secret=${key.toUpperCase()}&issuer=${encodeURIComponent(issuer)}`;
}
