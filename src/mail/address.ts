/** Addresses as parts. Reading lists of them from headers is in addressList.ts. */
export { parseAddresses } from './addressList.ts';

/**
 * An envelope or header address in the form the program compares: angle brackets and an
 * rfc5321#4.1.1.2 source route gone, the domain in lower case. The null sender is ''.
 */
export function normaliseAddress(address: string): string {
  let text = address.trim();
  if (text.startsWith('<') && text.endsWith('>')) text = text.slice(1, -1).trim();
  // rfc5321#appendix-C: routes are accepted and ignored.
  if (text.startsWith('@')) text = text.slice(text.indexOf(':') + 1);
  const at = text.lastIndexOf('@');
  return at < 0 ? text : text.slice(0, at + 1) + text.slice(at + 1).toLowerCase();
}

/** Domain in lower case; '' when there is none. */
export function addressDomain(address: string): string {
  const at = address.lastIndexOf('@');
  return at < 0 ? '' : address.slice(at + 1).toLowerCase();
}

/** What stands before the last @; all of it when there is none. */
export function localPart(address: string): string {
  const at = address.lastIndexOf('@');
  return at < 0 ? address : address.slice(0, at);
}

/** rfc5233: `jo+x@d` is delivered to `jo@d`. Without a tag (or with nothing before it) the address itself. */
export function plusAddressBase(address: string): string {
  const at = address.lastIndexOf('@');
  const plus = address.indexOf('+');
  return plus <= 0 || plus > at ? address : address.slice(0, plus) + address.slice(at);
}
