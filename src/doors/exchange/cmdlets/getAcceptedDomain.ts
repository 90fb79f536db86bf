import { acceptedDomain } from '../objects/acceptedDomain.ts';
import { listed } from '../objects/family.ts';
import type { Cmdlet } from './cmdlet.ts';

export const getAcceptedDomain: Cmdlet = {
  kind: 'reading',
  name: 'Get-AcceptedDomain',
  parameters: { Identity: 'string', Filter: 'string', ResultSize: 'unlimited' },
  read: (given, state) => listed(acceptedDomain, given, state),
};
