import type { Organization } from '@microsoft/microsoft-graph-types';
import { domainsOf, tellDomain } from '../directory/domain.ts';
import { contextOf } from '../frame/query.ts';
import type { Routes } from '../parts.ts';

/** The organisation as a tenant of Graph: there is one. */
export const organizationRoutes: Routes = (scope, { access, seen, credentials }) => {
  scope.get('/organization', async (request) => {
    await access.client(request);
    const current = await seen();
    const verifiedDomains = domainsOf(current)
      .filter(({ isVerified }) => isVerified)
      .map((domain) => {
        const { id, isDefault, supportedServices } = tellDomain(domain, current);
        return {
          name: id,
          type: 'Managed',
          isDefault,
          isInitial: false,
          capabilities: (supportedServices ?? []).join(', '),
        };
      });
    const organization: Organization = {
      id: await credentials.tenant(),
      displayName: current.directory.organisation,
      tenantType: 'AAD',
      verifiedDomains,
      assignedPlans: [],
      provisionedPlans: [],
    };
    return { '@odata.context': contextOf(request), value: [organization] };
  });
};
