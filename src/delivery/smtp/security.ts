import { isIP } from 'node:net';
import { type ConnectionOptions, checkServerIdentity, type PeerCertificate } from 'node:tls';
import type { OutboundConnector } from '../../directory/types.ts';

/** What a connector's TlsSettings ask of a connection, in the terms of the SMTP client. */
export interface Security {
  /** Without STARTTLS the connection is of no use. */
  readonly requireTLS: boolean;
  /** TLS that can't be had is done without. */
  readonly opportunisticTLS: boolean;
  readonly tls: ConnectionOptions;
}

/** @param authorities certificates to verify chains with, beside those Node trusts; PEM */
export function securityOf(
  connector: Pick<OutboundConnector, 'tlsSettings' | 'tlsDomain'>,
  host: string,
  authorities?: readonly string[],
): Security {
  const trust = authorities === undefined ? {} : { ca: [...authorities] };
  const name = isIP(host) === 0 ? { servername: host } : {};
  switch (connector.tlsSettings) {
    case null:
      // rfc7435: some encryption against listeners is better than none, and asks for no proof of who it is.
      return { requireTLS: false, opportunisticTLS: true, tls: { ...name, rejectUnauthorized: false } };
    case 'EncryptionOnly':
      return { requireTLS: true, opportunisticTLS: false, tls: { ...name, rejectUnauthorized: false } };
    case 'CertificateValidation':
      // Exchange's meaning: the chain must verify, whatever name is in the certificate.
      return {
        requireTLS: true,
        opportunisticTLS: false,
        tls: { ...name, ...trust, rejectUnauthorized: true, checkServerIdentity: () => undefined },
      };
    case 'DomainValidation': {
      const domain = connector.tlsDomain ?? host;
      return {
        requireTLS: true,
        opportunisticTLS: false,
        tls: {
          ...name,
          ...trust,
          rejectUnauthorized: true,
          checkServerIdentity: (_host, certificate) => identityProblem(domain, certificate),
        },
      };
    }
  }
}

/** `*.contoso.example` as TlsDomain: any name below it will do. */
function identityProblem(domain: string, certificate: PeerCertificate): Error | undefined {
  if (!domain.startsWith('*.')) return checkServerIdentity(domain, certificate);
  const suffix = domain.slice(1).toLowerCase();
  const names = (certificate.subjectaltname ?? '').split(', ').map((name) => name.replace(/^DNS:/, '').toLowerCase());
  return names.some((name) => name.endsWith(suffix))
    ? undefined
    : new Error(`the certificate is for ${names.join(', ')}, not for ${domain}`);
}
