import { isUtf8 } from 'node:buffer';

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** Base64 of UTF-8 text (rfc4648#4, padded); undefined when it is anything else. */
export function decodeBase64(text: string): string | undefined {
  const octets = Buffer.from(text, 'base64');
  return octets.toString('base64') === text && isUtf8(octets) ? octets.toString('utf8') : undefined;
}

/** rfc4616#2: authzid NUL authcid NUL passwd. To act for somebody else is not offered. */
export function readPlain(response: string): Credentials | undefined {
  const parts = decodeBase64(response)?.split('\0');
  if (parts?.length !== 3) return undefined;
  const [authorise = '', user = '', password = ''] = parts;
  if (user === '' || password === '' || (authorise !== '' && authorise !== user)) return undefined;
  return { user, password };
}
