import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';

/** A key serves one content only, so the initial counter need not be secret, only fixed. */
function initialCounter(contentId: string): Buffer {
  return createHash('sha256').update(contentId).digest().subarray(0, 16);
}

/** What encrypts or decrypts a passed message piece by piece; AES-256-CTR gives as many octets as it takes. */
export interface ContentTransform {
  update(octets: Buffer): Buffer;
}

/** @param key 32 random octets, made for this content and used for no other */
export function createContentCipher(key: Buffer, contentId: string): ContentTransform {
  return createCipheriv('aes-256-ctr', key, initialCounter(contentId));
}

/** @param key the one that `createContentCipher` had */
export function createContentDecipher(key: Buffer, contentId: string): ContentTransform {
  return createDecipheriv('aes-256-ctr', key, initialCounter(contentId));
}
