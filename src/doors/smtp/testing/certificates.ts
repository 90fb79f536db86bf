import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface KeyPair {
  readonly cert: Buffer;
  readonly key: Buffer;
}

export interface Certificates {
  readonly ca: Buffer;
  readonly server: KeyPair;
  /** Signed by `ca`; CN home.contoso.example, SAN mx1.contoso.example. */
  readonly client: KeyPair;
  /** The same names, signed by itself. */
  readonly impostor: KeyPair;
}

/** Fresh certificates, made by openssl, valid for a day. */
export function makeCertificates(): Certificates {
  const folder = mkdtempSync(join(tmpdir(), 'passerelle-smtp-'));
  const path = (name: string) => join(folder, name);
  const read = (name: string): KeyPair => ({
    cert: readFileSync(path(`${name}.crt`)),
    key: readFileSync(path(`${name}.key`)),
  });
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' });
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const selfSigned = (name: string, subject: string) =>
    openssl(
      'req',
      '-x509',
      ...curve,
      '-days',
      '1',
      '-subj',
      subject,
      '-addext',
      'subjectAltName=DNS:mx1.contoso.example',
      '-keyout',
      path(`${name}.key`),
      '-out',
      path(`${name}.crt`),
    );
  try {
    selfSigned('ca', '/CN=Test authority');
    selfSigned('server', '/CN=mx.contoso.example');
    selfSigned('impostor', '/CN=home.contoso.example');
    writeFileSync(path('san'), 'subjectAltName=DNS:MX1.contoso.example\nextendedKeyUsage=clientAuth\n');
    const request = ['-subj', '/CN=home.contoso.example', '-keyout', path('client.key'), '-out', path('client.csr')];
    openssl('req', '-new', ...curve, ...request);
    const signed = ['-CA', path('ca.crt'), '-CAkey', path('ca.key'), '-CAcreateserial', '-extfile', path('san')];
    openssl('x509', '-req', '-days', '1', '-in', path('client.csr'), ...signed, '-out', path('client.crt'));
    return { ca: read('ca').cert, server: read('server'), client: read('client'), impostor: read('impostor') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
