import type { DesiredConnection } from '../types.ts';

/** Where the home sends its copies. */
export interface HubMail {
  readonly host: string;
  readonly port: number;
}

/** Stands where nobody has said the host: for people to read, never for a file. */
export const unknownHost = 'the host at which Passerelle takes mail';

/**
 * The hub's mail host. With `bridge: none` copies go straight to the tenant, whose MX is named after the domain;
 * else to Passerelle. @param ours host and port at which Passerelle takes mail; where they are not known, the host of hub.url
 */
export function hubMail({ hub, domain }: DesiredConnection, ours: Partial<HubMail>): HubMail {
  if (hub.kind === 'microsoft365' && hub.bridge === 'none') {
    return { host: `${domain.replaceAll('.', '-')}.mail.protection.outlook.com`, port: 25 };
  }
  const named = hub.kind === 'passerelle' ? URL.parse(hub.url)?.hostname.replace(/^\[|\]$/g, '') : undefined;
  return { host: ours.host ?? named ?? unknownHost, port: ours.port ?? 25 };
}
