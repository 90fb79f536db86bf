import { type Cipheriv, createCipheriv, createDecipheriv, createHash, type Decipheriv } from 'node:crypto';

/**
 * The cipher of a passed message's octets (docs/decisions/0002): AES-256-CTR under a key
 * made for this message alone, so the counter may start from the content's name.
 *
 * @param key 32 octets
 */
export function createContentCipher(key: Buffer, contentId: string): Cipheriv {
  return createCipheriv('aes-256-ctr', key, counterOf(contentId));
}

export function createContentDecipher(key: Buffer, contentId: string): Decipheriv {
  return createDecipheriv('aes-256-ctr', key, counterOf(contentId));
}

function counterOf(contentId: string): Buffer {
  return createHash('sha256').update(contentId).digest().subarray(0, 16);
}
