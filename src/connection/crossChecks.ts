import { addressDomain } from '../mail/address.ts';
import type { DesiredConnection, FieldProblem } from './types.ts';

/** What no field can know of itself: duplicates, addresses outside the domain, a home that is the hub. */
export function crossCheck(connection: DesiredConnection): FieldProblem[] {
  return [
    ...checkHome(connection),
    ...checkOwnKeys(connection),
    ...checkDns(connection),
    ...checkPeople(connection),
    ...checkDelegates(connection),
  ];
}

/** Keys that only one kind of home knows. */
function checkOwnKeys({ home }: DesiredConnection): FieldProblem[] {
  const { kind, configDirectory, credentials } = home;
  const owners = [
    { key: 'configDirectory', given: configDirectory, of: 'postfix' },
    { key: 'credentials', given: credentials, of: 'google-workspace' },
  ];
  return owners
    .filter(({ given, of }) => given !== undefined && kind !== of)
    .map(({ key, of }) => ({
      path: ['home', key],
      message: `is for kind ${of} only, found kind ${kind}`,
      atKey: true,
    }));
}

function checkDns({ domain, dns }: DesiredConnection): FieldProblem[] {
  if (dns.kind !== 'rfc2136' || domain === dns.zone || domain.endsWith(`.${dns.zone}`)) return [];
  return [{ path: ['dns', 'zone'], message: `expected the zone that ${domain} is in, found '${dns.zone}'` }];
}

function checkHome({ domain, home, hub, outbound }: DesiredConnection): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const { returnDomain, answers, copiesFrom, smartHost } = home;
  if (returnDomain === domain) {
    problems.push({
      path: ['home', 'returnDomain'],
      message: `expected a domain other than ${domain}, such as g.${domain}: hub mail sent there would come back as new mail`,
    });
  } else if (domain.endsWith(`.${returnDomain}`)) {
    problems.push({
      path: ['home', 'returnDomain'],
      message: `expected a subdomain of ${domain} or another domain, found its parent ${returnDomain}`,
    });
  }
  if (answers !== undefined && addressDomain(answers) !== domain) {
    problems.push({ path: ['home', 'answers'], message: `expected an address in ${domain}, found '${answers}'` });
  }
  if (
    copiesFrom.addresses.length === 0 &&
    copiesFrom.tlsCertificate === undefined &&
    copiesFrom.smtpAuth === undefined
  ) {
    problems.push({
      path: ['home', 'copiesFrom'],
      message: 'is missing: expected address ranges, tlsCertificate or smtpAuth, so that only the home can send copies',
    });
  }
  const hubHost = hub.kind === 'passerelle' ? URL.parse(hub.url)?.host : undefined;
  const hosts = [
    { path: ['home', 'smartHost'], host: smartHost },
    ...(outbound.via === 'home' ? [{ path: ['outbound', 'host'], host: outbound.host }] : []),
  ];
  for (const { path, host } of hosts) {
    if (host === hubHost) {
      problems.push({ path, message: `expected a mail server of the home, found the hub itself, '${host}'` });
    }
  }
  return problems;
}

function checkPeople({ domain, home, people, rooms }: DesiredConnection): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const owners = new Map<string, string>();
  if (home.answers !== undefined) owners.set(home.answers, 'home.answers');
  const listed = [
    ...people.map((entry, index) => ({ ...entry, list: 'people', index })),
    ...rooms.map((entry, index) => ({ ...entry, list: 'rooms', index })),
  ];
  for (const { address: primary, aliases, list, index } of listed) {
    const written = [
      { address: primary, path: [list, index, 'address'] },
      ...aliases.map((address, alias) => ({ address, path: [list, index, 'aliases', alias] })),
    ];
    for (const { address, path } of written) {
      if (addressDomain(address) !== domain) {
        problems.push({ path, message: `expected an address in ${domain}, found '${address}'` });
      }
      const owner = owners.get(address);
      if (owner === undefined) owners.set(address, fieldName(path));
      else problems.push({ path, message: `'${address}' is used already, at ${owner}` });
    }
  }
  return problems;
}

/** Who decides for a room signs in here. */
function checkDelegates({ people, rooms }: DesiredConnection): FieldProblem[] {
  const known = new Set(people.flatMap(({ address, aliases }) => [address, ...aliases]));
  return rooms.flatMap(({ processing }, room) =>
    processing.resourceDelegates.flatMap((address, index): FieldProblem[] => {
      if (known.has(address)) return [];
      const path = ['rooms', room, 'processing', 'resourceDelegates', index];
      return [{ path, message: `expected somebody listed under people, found '${address}'` }];
    }),
  );
}

/** `people[2].aliases[0]`, as problems name a place. */
export function fieldName(path: readonly (string | number)[]): string {
  return path.reduce<string>((name, step) => {
    if (typeof step === 'number') return `${name}[${step}]`;
    return name === '' ? step : `${name}.${step}`;
  }, '');
}
