import { organizationTold } from '../objects/organizationConfig.ts';
import type { Cmdlet } from './cmdlet.ts';

export const getOrganizationConfig: Cmdlet = {
  kind: 'reading',
  name: 'Get-OrganizationConfig',
  parameters: {},
  read: (_given, state) => [organizationTold(state)],
};
