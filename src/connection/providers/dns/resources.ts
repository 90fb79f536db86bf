/** The resources of DNS. A key says all that is needed to read or remove one: a later file that names it no more still knows it. */

import { createHash } from 'node:crypto';

export type DnsResource =
  /** One string among the TXT records of a name, such as the proof of a domain. */
  | { readonly kind: 'TXT'; readonly name: string; readonly text: string }
  /** The only TXT record of a name, such as a DKIM key, told by its digest. */
  | { readonly kind: 'DKIM'; readonly name: string; readonly digest: string }
  | { readonly kind: 'CNAME'; readonly name: string; readonly target: string }
  /** One term of the one SPF record. */
  | { readonly kind: 'SPF'; readonly name: string; readonly term: string }
  | { readonly kind: 'DMARC'; readonly name: string }
  /** The mail exchangers of the return domain: those of the other. */
  | { readonly kind: 'MX'; readonly name: string; readonly sameAs: string }
  /** Those of the organisation's own domain, which nothing here ever changes. */
  | { readonly kind: 'MX-unchanged'; readonly name: string }
  | { readonly kind: 'PTR'; readonly name: string };

export function keyOf(resource: DnsResource): string {
  switch (resource.kind) {
    case 'TXT':
      return `dns/TXT/${resource.name}/${resource.text}`;
    case 'SPF':
      return `dns/SPF/${resource.name}/${resource.term}`;
    case 'DKIM':
      return `dns/DKIM/${resource.name}/${resource.digest}`;
    case 'CNAME':
      return `dns/CNAME/${resource.name}/${resource.target}`;
    case 'MX':
      return `dns/MX/${resource.name}/${resource.sameAs}`;
    default:
      return `dns/${resource.kind}/${resource.name}`;
  }
}

/** Of a text that is too long for a key. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text, 'latin1').digest('hex').slice(0, 16);
}

export function resourceOf(key: string): DnsResource {
  const [, kind = '', name = ''] = key.split('/', 3);
  const rest = key.split('/').slice(3).join('/');
  switch (kind) {
    case 'TXT':
      return { kind, name, text: rest };
    case 'SPF':
      return { kind, name, term: rest };
    case 'DKIM':
      return { kind, name, digest: rest };
    case 'CNAME':
      return { kind, name, target: rest };
    case 'MX':
      return { kind, name, sameAs: rest };
    case 'DMARC':
    case 'MX-unchanged':
    case 'PTR':
      return { kind, name };
    default:
      throw new Error(`no DNS resource has the key ${key}`);
  }
}
