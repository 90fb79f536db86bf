import { constants, createHash, verify, X509Certificate } from 'node:crypto';
import type { Credentials } from '../../pipeline/credentials.ts';
import type { Asked } from './tokenEndpoint.ts';

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
/** Clocks differ by this much, milliseconds. */
const leeway = 5 * 60_000;
/** An assertion may be good for no longer. */
const longestLife = 24 * 3600_000;

/**
 * The client whose registered certificate signed the assertion (rfc7523#3): PS256 or RS256,
 * the certificate named by its SHA-256 or SHA-1 thumbprint, iss and sub the client, aud this
 * endpoint. Undefined for anything else; why is nobody's business.
 */
export async function provenByAssertion(
  form: URLSearchParams,
  credentials: Pick<Credentials, 'certificatesOf'>,
  { endpoints, now }: Asked,
): Promise<string | undefined> {
  const assertion = form.get('client_assertion');
  if (assertion === null || form.get('client_assertion_type') !== assertionType) return undefined;
  const [headerText = '', claimsText = '', signature = '', ...more] = assertion.split('.');
  if (more.length > 0 || assertion.length > 20_000) return undefined;
  const header = objectOf(headerText);
  const claims = objectOf(claimsText);
  const clientId = claims?.sub;
  if (header === undefined || claims === undefined || typeof clientId !== 'string') return undefined;
  if (claims.iss !== clientId || (form.get('client_id') ?? clientId) !== clientId) return undefined;
  if (![claims.aud].flat().some((aud) => typeof aud === 'string' && endpoints.includes(aud))) return undefined;
  if (!isTimely(claims, now)) return undefined;
  const signed = Buffer.from(`${headerText}.${claimsText}`);
  const good = (await credentials.certificatesOf(clientId)).some((certificate) =>
    isSignedBy(new X509Certificate(certificate), header, signed, Buffer.from(signature, 'base64url'), now),
  );
  return good ? clientId : undefined;
}

type Parsed = Readonly<Record<string, unknown>>;

function isSignedBy(
  certificate: X509Certificate,
  header: Parsed,
  signed: Buffer,
  signature: Buffer,
  now: number,
): boolean {
  if (!names(certificate, header)) return false;
  if (now < Date.parse(certificate.validFrom) - leeway || now > Date.parse(certificate.validTo)) return false;
  const key = certificate.publicKey;
  if (key.asymmetricKeyType !== 'rsa') return false;
  switch (header.alg) {
    case 'PS256':
      // rfc7518#3.5
      return verify('sha256', signed, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }, signature);
    case 'RS256':
      return verify('sha256', signed, key, signature);
    default:
      return false;
  }
}

/** rfc7515#4.1.7: a header that names a thumbprint means that certificate only. */
function names(certificate: X509Certificate, header: Parsed): boolean {
  const thumbprint = (hash: string) => createHash(hash).update(certificate.raw).digest('base64url');
  if (header['x5t#S256'] !== undefined) return header['x5t#S256'] === thumbprint('sha256');
  if (header.x5t !== undefined) return header.x5t === thumbprint('sha1');
  return true;
}

function isTimely({ exp, nbf }: Parsed, now: number): boolean {
  if (typeof exp !== 'number' || exp * 1000 < now - leeway || exp * 1000 > now + longestLife) return false;
  return nbf === undefined || (typeof nbf === 'number' && nbf * 1000 <= now + leeway);
}

function objectOf(part: string): Parsed | undefined {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof parsed === 'object' && parsed !== null ? (parsed as Parsed) : undefined;
  } catch {
    return undefined;
  }
}
