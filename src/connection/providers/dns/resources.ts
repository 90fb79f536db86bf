/** The resources of DNS. A key says all that is needed to read or remove one: a later file that names it no more still knows it. */

export type DnsResource =
  /** One string among the TXT records of a name, such as the proof of a domain. */
  | { readonly kind: 'TXT'; readonly name: string; readonly text: string }
  /** The only TXT record of a name, such as a DKIM key. */
  | { readonly kind: 'DKIM'; readonly name: string }
  | { readonly kind: 'CNAME'; readonly name: string }
  /** One term of the one SPF record. */
  | { readonly kind: 'SPF'; readonly name: string; readonly term: string }
  | { readonly kind: 'DMARC'; readonly name: string }
  /** The mail exchangers of the return domain. */
  | { readonly kind: 'MX'; readonly name: string }
  /** Those of the organisation's own domain, which nothing here ever changes. */
  | { readonly kind: 'MX-unchanged'; readonly name: string }
  | { readonly kind: 'PTR'; readonly name: string };

export function keyOf(resource: DnsResource): string {
  switch (resource.kind) {
    case 'TXT':
      return `dns/TXT/${resource.name}/${resource.text}`;
    case 'SPF':
      return `dns/SPF/${resource.name}/${resource.term}`;
    default:
      return `dns/${resource.kind}/${resource.name}`;
  }
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
    case 'CNAME':
    case 'DMARC':
    case 'MX':
    case 'MX-unchanged':
    case 'PTR':
      return { kind, name };
    default:
      throw new Error(`no DNS resource has the key ${key}`);
  }
}
