import { invalidOperation } from '../frame/failure.ts';
import { organizationBag, organizationEntry } from '../objects/organizationConfig.ts';
import type { Cmdlet } from './cmdlet.ts';

/** Once, and for ever. */
export const enableOrganizationCustomization: Cmdlet = {
  kind: 'changing',
  name: 'Enable-OrganizationCustomization',
  parameters: {},
  decide(_given, state) {
    const before = organizationBag(state);
    if (before.IsDehydrated !== true) {
      throw invalidOperation('This operation is not required. Organization is already enabled for customization.');
    }
    return { writes: [{ ...organizationEntry, body: { ...before, IsDehydrated: false } }] };
  },
};
