import type { WrittenConnection } from './schema.ts';
import type { CopySource, DesiredConnection, DesiredHub } from './types.ts';

/** What was written, with every short form spelled out and every default in place. */
export function completeConnection(written: WrittenConnection): DesiredConnection {
  const { kind, smartHost, returnDomain, authservId, answers, freeBusyUrl, configDirectory, credentials } =
    written.home;
  const { organisation, domain, meetings, dns, people, rooms, booking } = written;
  const { mfa, oidc } = written.signIn;
  return {
    organisation,
    domain,
    hub: completeHub(written.hub),
    home: {
      kind,
      smartHost,
      returnDomain,
      copiesFrom: copySource(written.home),
      ...(authservId === undefined ? {} : { authservId }),
      ...(answers === undefined ? {} : { answers }),
      ...(freeBusyUrl === undefined ? {} : { freeBusyUrl }),
      ...(configDirectory === undefined ? {} : { configDirectory }),
      ...(credentials === undefined ? {} : { credentials }),
    },
    // Mail to outsiders leaves as the home's own mail does, unless told otherwise.
    outbound: written.outbound.via === 'mx' ? { via: 'mx' } : viaHome(written.outbound, smartHost),
    meetings,
    dns,
    people,
    rooms,
    booking,
    signIn: oidc === undefined ? { mfa } : { mfa, oidc },
  };
}

function viaHome(
  { host, auth }: Extract<WrittenConnection['outbound'], { via: 'home' }>,
  smartHost: string,
): DesiredConnection['outbound'] {
  return { via: 'home', host: host ?? smartHost, ...(auth === undefined ? {} : { auth }) };
}

function completeHub(hub: WrittenConnection['hub']): DesiredHub {
  if (hub.kind === 'passerelle') return hub;
  const { clientId, secret, certificate } = hub.credentials;
  const credentials = {
    clientId,
    ...(secret === undefined ? {} : { secret }),
    ...(certificate === undefined ? {} : { certificate }),
  };
  const { kind, tenant, bridge, usageLocation, outlookOnTheWeb } = hub;
  return { kind, tenant, credentials, bridge, usageLocation, outlookOnTheWeb };
}

function copySource({ copiesFrom = [], tlsCertificate, smtpAuth }: WrittenConnection['home']): CopySource {
  const marks = Array.isArray(copiesFrom) ? copiesFrom : [copiesFrom];
  const addresses: string[] = [];
  let source: Omit<CopySource, 'addresses'> = named({ tlsCertificate, smtpAuth });
  for (const mark of marks) {
    if (typeof mark === 'string') addresses.push(mark);
    else {
      addresses.push(...(mark.addresses ?? []));
      source = { ...source, ...named(mark) };
    }
  }
  return { addresses, ...source };
}

function named(mark: {
  tlsCertificate?: string | undefined;
  smtpAuth?: string | undefined;
}): Omit<CopySource, 'addresses'> {
  const { tlsCertificate, smtpAuth } = mark;
  return {
    ...(tlsCertificate === undefined ? {} : { tlsCertificate }),
    ...(smtpAuth === undefined ? {} : { smtpAuth }),
  };
}
