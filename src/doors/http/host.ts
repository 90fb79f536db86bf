import { isIP } from 'node:net';

const loopback = ['127.0.0.1', 'localhost', '::1'];

/**
 * Whether a request may name this Host. A page whose name was re-pointed at our address
 * (DNS rebinding) still sends its own name here, and is refused by it. An address as
 * Host can't be re-pointed, so the one that was really connected to is allowed.
 */
export function isAllowedHost(
  header: string | undefined,
  localAddress: string | undefined,
  names: readonly string[],
): boolean {
  const name = hostName(header);
  if (name === undefined) return false;
  if (loopback.includes(name)) return true;
  if (isIP(name) !== 0) return name === unmapped(localAddress);
  return names.some((allowed) => allowed.toLowerCase() === name);
}

/** Host without port and brackets, lower-cased (rfc9110#7.2); undefined when it is none. */
export function hostName(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const match = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::\d{1,5})?$/i.exec(header);
  return (match?.[1] ?? match?.[2])?.toLowerCase();
}

/**
 * Whether a request comes from this machine itself. A proxy here that says it passes one on,
 * but not for whom, speaks for anybody.
 */
export function isLocalRequest(request: {
  readonly ip: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}): boolean {
  const { headers } = request;
  const passedOn = ['forwarded', 'via', 'x-forwarded-proto', 'x-forwarded-host', 'x-real-ip'].some(
    (name) => headers[name] !== undefined,
  );
  return isLoopbackAddress(request.ip) && (!passedOn || headers['x-forwarded-for'] !== undefined);
}

/** Whether a credential in this request would have crossed a network unprotected. */
export function isInTheClear(request: Parameters<typeof isLocalRequest>[0] & { readonly protocol: string }): boolean {
  return request.protocol !== 'https' && !isLocalRequest(request);
}

/** Whether an address is this machine's own. */
export function isLoopbackAddress(address: string | undefined): boolean {
  const bare = unmapped(address);
  return bare === '::1' || (bare !== undefined && isIP(bare) === 4 && bare.startsWith('127.'));
}

function unmapped(address: string | undefined): string | undefined {
  return address?.toLowerCase().replace(/^::ffff:(?=\d+\.)/, '');
}
