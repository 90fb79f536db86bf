import { randomBytes, randomUUID } from 'node:crypto';

/** Randomness as domain code sees it, so that tests can replay it. */
export interface Random {
  /** A version 4 UUID. */
  uuid(): string;
  bytes(count: number): Buffer;
}

export const systemRandom: Random = { uuid: () => randomUUID(), bytes: (count) => randomBytes(count) };
