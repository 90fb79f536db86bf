/** Passwords that people choose: argon2id (rfc9106), written with its parameters so that they can be raised later. */
import { argon2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { Random } from '../../platform/random.ts';

export interface Argon2Cost {
  /** KiB. */
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane. */
export const currentCost: Argon2Cost = { memory: 19 * 1024, passes: 2, parallelism: 1 };

/** Shortest and longest that is taken, in characters. Long ones are hashed whole, so an upper bound is needed. */
export const passwordLength = { least: 12, most: 256 };
const tagOctets = 32;
const saltOctets = 16;
/** Hashes computed at a time: each takes its memory for some 40 ms. */
const atOnce = 2;
/** Those that may wait for their turn; what comes on top is told to come again. */
const mostWaiting = 100;

export type PasswordCheck = { readonly kind: 'right'; readonly outdated: boolean } | { readonly kind: 'wrong' };

export interface Passwords {
  /** `$argon2id$v=19$m=…,t=…,p=…$salt$hash` */
  hash(password: string): Promise<string>;
  /** Without a hash to compare with it takes the same time, and is wrong. Throws `TooBusy`. */
  check(password: string, kept: string | undefined): Promise<PasswordCheck>;
}

/** More people sign in at once than there is memory for. */
export class TooBusy extends Error {}

const derive = promisify(argon2);

export function createPasswords(random: Random, cost: Argon2Cost = currentCost): Passwords {
  const turns = createTurns();
  const nobodys = written({ ...cost, salt: random.bytes(saltOctets), tag: random.bytes(tagOctets) });

  const tagOf = ({ memory, passes, parallelism }: Argon2Cost, salt: Buffer, password: string): Promise<Buffer> =>
    turns(() =>
      derive('argon2id', {
        message: Buffer.from(normal(password)),
        nonce: salt,
        memory,
        passes,
        parallelism,
        tagLength: tagOctets,
      }),
    );

  return {
    async hash(password) {
      const salt = random.bytes(saltOctets);
      return written({ ...cost, salt, tag: await tagOf(cost, salt, password) });
    },
    async check(password, kept) {
      const read = readHash(kept ?? nobodys);
      if (read === undefined) throw new Error('a password hash in the store can not be read');
      const tag = await tagOf(read, read.salt, password);
      if (kept === undefined || !timingSafeEqual(tag, read.tag)) return { kind: 'wrong' };
      const { memory, passes, parallelism } = read;
      const outdated = memory !== cost.memory || passes !== cost.passes || parallelism !== cost.parallelism;
      return { kind: 'right', outdated };
    },
  };
}

/** What is wrong with a password that somebody wants to have; undefined when nothing is. */
export function passwordProblem(
  password: string,
  address: string,
): 'too-short' | 'too-long' | 'too-simple' | undefined {
  const text = normal(password);
  if ([...text].length < passwordLength.least) return 'too-short';
  if ([...text].length > passwordLength.most) return 'too-long';
  const simple = text.toLowerCase();
  const local = address.slice(0, address.indexOf('@')).toLowerCase();
  if (new Set(simple).size < 5 || simple === address.toLowerCase()) return 'too-simple';
  return local.length >= 4 && simple.replaceAll(local, '').length < 6 ? 'too-simple' : undefined;
}

/** The same letters typed on two keyboards may be composed differently (rfc8265#4.2). */
function normal(password: string): string {
  return password.normalize('NFKC');
}

function written({ memory, passes, parallelism, salt, tag }: Argon2Cost & { salt: Buffer; tag: Buffer }): string {
  const base64 = (octets: Buffer) => octets.toString('base64').replace(/=+$/, '');
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(salt)}$${base64(tag)}`;
}

function readHash(text: string): (Argon2Cost & { salt: Buffer; tag: Buffer }) | undefined {
  const [, name, version, costs = '', salt = '', tag = ''] = text.split('$', 6);
  const [, memory, passes, parallelism] = /^m=(\d{1,8}),t=(\d{1,3}),p=(\d{1,2})$/.exec(costs) ?? [];
  if (name !== 'argon2id' || version !== 'v=19' || memory === undefined) return undefined;
  const octets = { salt: Buffer.from(salt, 'base64'), tag: Buffer.from(tag, 'base64') };
  if (octets.tag.length !== tagOctets) return undefined;
  return { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism), ...octets };
}

/** Lets a few through at a time, in the order they came. */
function createTurns(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= atOnce) {
      if (waiting.length >= mostWaiting) throw new TooBusy('too many sign-ins at once');
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running++;
    try {
      return await work();
    } finally {
      // Whoever waits takes over the place, so that nobody slips in between.
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}
