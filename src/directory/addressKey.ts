/** A mail address as the directory compares it: both halves lower-cased. */
export interface AddressKey {
  readonly local: string;
  readonly domain: string;
}

/** Undefined for what is no address: the null sender, or text without a domain. */
export function addressKey(address: string): AddressKey | undefined {
  const at = address.lastIndexOf('@');
  if (at <= 0 || at === address.length - 1) return undefined;
  return { local: address.slice(0, at).toLowerCase(), domain: address.slice(at + 1).toLowerCase() };
}
