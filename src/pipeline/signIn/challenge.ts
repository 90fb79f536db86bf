/**
 * Challenges for passkeys: random, good for five minutes, made and known again without
 * keeping anything, so that asking for them costs the store nothing. One that was answered
 * is kept as spent until it would have run out: it is answered once, in whichever process.
 */
import type { Clock } from '../../platform/clock.ts';
import type { Random } from '../../platform/random.ts';
import type { Write } from '../../store/contract.ts';
import type { Keyring } from './keyring.ts';
import { sameText } from './keyring.ts';

const lifetime = 5 * 60_000;
const nonceOctets = 16;
const timeOctets = 8;
const macOctets = 32;

export interface Challenges {
  /** @param purpose what it may be answered for */
  make(purpose: string): Promise<Uint8Array<ArrayBuffer>>;
  isOurs(purpose: string, challenge: string): Promise<boolean>;
  /** The write that spends it; its unit is a conflict when it was spent before. */
  spending(challenge: string): Write;
}

export function createChallenges(parts: { clock: Clock; random: Random; keyring: Keyring }): Challenges {
  const { clock, random, keyring } = parts;
  const signed = (purpose: string, head: Buffer) => `${purpose}\0${head.toString('base64url')}`;
  return {
    async make(purpose) {
      const head = Buffer.alloc(nonceOctets + timeOctets);
      random.bytes(nonceOctets).copy(head);
      head.writeBigUInt64BE(BigInt(clock.now() + lifetime), nonceOctets);
      const mac = Buffer.from(await keyring.hash('challenge', signed(purpose, head)), 'base64url');
      return new Uint8Array(Buffer.concat([head, mac]));
    },
    async isOurs(purpose, challenge) {
      const octets = Buffer.from(challenge, 'base64url');
      if (octets.length !== nonceOctets + timeOctets + macOctets) return false;
      const head = octets.subarray(0, nonceOctets + timeOctets);
      if (Number(head.readBigUInt64BE(nonceOctets)) <= clock.now()) return false;
      const mac = octets.subarray(head.length).toString('base64url');
      return (await keyring.hashes('challenge', signed(purpose, head))).some((right) => sameText(right, mac));
    },
    spending(challenge) {
      const expiresAt = clock.now() + lifetime;
      const record = { kind: 'spent' as const, id: challenge, personId: '', version: 0, expiresAt, body: {} };
      return { type: 'putSignIn', record, expect: 0 };
    },
  };
}
