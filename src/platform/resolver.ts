/** DNS as the program asks it; `PASSERELLE_RESOLVER` points it elsewhere. Throws errors with node:dns codes (ENOTFOUND, ENODATA, ESERVFAIL, ETIMEOUT). */
export interface DnsResolver {
  resolve(name: string, type: 'A' | 'AAAA' | 'TXT' | 'MX' | 'CNAME' | 'PTR' | 'NS'): Promise<unknown[]>;
}
