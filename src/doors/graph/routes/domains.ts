import type { DomainDnsTxtRecord } from '@microsoft/microsoft-graph-types';
import { z } from 'zod';
import type { AcceptedDomain } from '../../../directory/types.ts';
import type { CurrentConfiguration } from '../../../pipeline/services.ts';
import type { ConfigurationEntry } from '../../../store/contract.ts';
import {
  domainNamed,
  domainsOf,
  type KnownDomain,
  settableServices,
  tellDomain,
  verificationRecord,
} from '../directory/domain.ts';
import { changeDirectory, requestBadRequest } from '../directory/entry.ts';
import { isDeleted } from '../directory/user.ts';
import { readBody } from '../event/wish.ts';
import { GraphFailure } from '../frame/failure.ts';
import { contextOf, pageOf, queryOf, selected } from '../frame/query.ts';
import { directoryPage, parameterOf, type Routes } from '../parts.ts';

const newForm = z.object({
  id: z
    .string()
    .max(253)
    .regex(/^[\p{L}\p{N}_-]{1,63}(\.[\p{L}\p{N}_-]{1,63}){1,20}$/u, 'expected a domain name')
    .transform((name) => name.toLowerCase()),
});
const changeForm = z.object({
  isDefault: z.literal(true).optional(),
  supportedServices: z.array(z.string().max(50)).max(20).optional(),
});

/** Domains of the organisation. Here the proof is a matter between people: verify takes the administrator's word. */
export const domainRoutes: Routes = (scope, parts) => {
  const { access, hub, seen, credentials, dkimRecord } = parts;
  scope.get('/domains', async (request) => {
    await access.client(request);
    const current = await seen();
    const told = domainsOf(current).map((domain) => tellDomain(domain, current));
    return pageOf(told, ['id', 'isDefault', 'isVerified'], request, directoryPage(request, parts));
  });
  scope.post('/domains', async (request, reply) => {
    await access.client(request);
    const { id } = readBody(newForm, request.body);
    await changeDirectory(hub, (current) => {
      if (domainsOf(current).some(({ name }) => name.toLowerCase() === id)) {
        throw new GraphFailure(
          400,
          'Request_BadRequest',
          `A conflicting object with one or more of the specified property values is present in the directory: ${id}`,
        );
      }
      // Whoever proved the parent owns what is under it.
      const isVerified = domainsOf(current).some(
        (parent) => parent.isVerified && id.endsWith(`.${parent.name.toLowerCase()}`),
      );
      return { writes: [{ kind: 'domain', name: id, body: { isVerified, supportedServices: [] } }], result: undefined };
    });
    const current = await hub.configuration();
    return reply
      .code(201)
      .send({ '@odata.context': contextOf(request), ...tellDomain(domainNamed(current, id), current) });
  });
  scope.get('/domains/:domain', async (request) => {
    await access.client(request);
    const current = await seen();
    const told = tellDomain(domainNamed(current, parameterOf(request, 'domain') ?? ''), current);
    return { '@odata.context': contextOf(request), ...selected(told, queryOf(request).$select) };
  });
  scope.patch('/domains/:domain', async (request, reply) => {
    await access.client(request);
    const wish = readBody(changeForm, request.body);
    await changeDirectory(hub, (current) => {
      const domain = domainNamed(current, parameterOf(request, 'domain') ?? '');
      if (!domain.isVerified) throw requestBadRequest(`The domain ${domain.name} is not verified.`);
      const services =
        wish.supportedServices === undefined ? [] : withServices(domain, wish.supportedServices, current);
      const preferred = wish.isDefault === true ? [organisationWith(current, domain.name)] : [];
      return { writes: [...services, ...preferred], result: undefined };
    });
    return reply.code(204).send();
  });
  scope.delete('/domains/:domain', async (request, reply) => {
    await access.client(request);
    await changeDirectory(hub, (current) => {
      const { name } = domainNamed(current, parameterOf(request, 'domain') ?? '');
      const isDefault = current.directory.domain.toLowerCase() === name.toLowerCase();
      // There is no initial domain to fall back on: the last one may go.
      if (isDefault && domainsOf(current).length > 1)
        throw requestBadRequest(`The default domain ${name} can't be deleted.`);
      checkUnused(name, current);
      return {
        writes: [
          ...(isDefault ? [organisationWith(current, '')] : []),
          { kind: 'domain', name, body: undefined },
          { kind: 'acceptedDomain', name, body: undefined },
          { kind: 'exchange', name: `acceptedDomain/${name}`, body: undefined },
        ],
        result: undefined,
      };
    });
    return reply.code(204).send();
  });
  scope.post('/domains/:domain/verify', async (request) => {
    await access.client(request);
    const name = parameterOf(request, 'domain') ?? '';
    await changeDirectory(hub, (current) => {
      const domain = domainNamed(current, name);
      if (domain.isVerified) return { writes: [], result: undefined };
      const { supportedServices } = domain;
      // There is no initial domain here: the first one that is proved is the default.
      const first = current.directory.domain === '' ? [organisationWith(current, domain.name)] : [];
      return {
        writes: [{ kind: 'domain', name: domain.name, body: { isVerified: true, supportedServices } }, ...first],
        result: undefined,
      };
    });
    const current = await hub.configuration();
    return { '@odata.context': contextOf(request), ...tellDomain(domainNamed(current, name), current) };
  });
  scope.get('/domains/:domain/verificationDnsRecords', async (request) => {
    await access.client(request);
    const { name } = domainNamed(await seen(), parameterOf(request, 'domain') ?? '');
    return { '@odata.context': contextOf(request), value: [verificationRecord(name, await credentials.tenant())] };
  });
  scope.get('/domains/:domain/serviceConfigurationRecords', async (request) => {
    await access.client(request);
    const { name } = domainNamed(await seen(), parameterOf(request, 'domain') ?? '');
    const value: (DomainDnsTxtRecord & { '@odata.type': string })[] = [];
    // What the hub signs by MX is checked against this key. MX stays at the home, so none is told.
    if (dkimRecord !== undefined) {
      const { name: label, text } = await dkimRecord(name);
      value.push({
        '@odata.type': '#microsoft.graph.domainDnsTxtRecord',
        ...{
          id: `${name}/dkim`,
          isOptional: true,
          label,
          recordType: 'Txt',
          supportedService: 'Email',
          text,
          ttl: 3600,
        },
      });
    }
    return { '@odata.context': contextOf(request), value };
  });
};

function organisationWith({ directory }: CurrentConfiguration, domain: string): ConfigurationEntry {
  return { kind: 'organisation', name: 'organisation', body: { name: directory.organisation, domain } };
}

/** With Email a domain is accepted, Authoritative at first; without it mail for it is not ours any more. */
function withServices(
  domain: KnownDomain,
  services: readonly string[],
  current: CurrentConfiguration,
): ConfigurationEntry[] {
  const settable = services.filter((service) => service !== 'EmailInternalRelayOnly');
  const unknown = settable.find((service) => !settableServices.includes(service));
  if (unknown !== undefined)
    throw requestBadRequest(
      `Invalid value specified for property 'supportedServices' of resource 'Domain': ${unknown}`,
    );
  const { name } = domain;
  const isAccepted = current.entries.body('acceptedDomain', name) !== undefined;
  const entry: ConfigurationEntry = { kind: 'domain', name, body: { isVerified: true, supportedServices: settable } };
  if (settable.includes('Email') === isAccepted) return [entry];
  if (!isAccepted) {
    const body: AcceptedDomain = { name, type: 'Authoritative', matchSubDomains: false };
    return [entry, { kind: 'acceptedDomain', name, body }];
  }
  checkUnused(name, current);
  return [entry, { kind: 'acceptedDomain', name, body: undefined }];
}

function checkUnused(name: string, { directory, entries }: CurrentConfiguration): void {
  const ending = `@${name.toLowerCase()}`;
  const user = directory.people.find(
    ({ id, address, aliases }) =>
      !isDeleted(entries, id) && [address, ...aliases].some((each) => each.toLowerCase().endsWith(ending)),
  );
  if (user) throw requestBadRequest(`The domain ${name} is referenced by the user ${user.address}.`);
}
