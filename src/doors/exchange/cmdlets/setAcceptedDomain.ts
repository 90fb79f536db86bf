import { acceptedDomain, acceptedDomainParameters } from '../objects/acceptedDomain.ts';
import { alter, find } from '../objects/family.ts';
import type { Cmdlet } from './cmdlet.ts';

export const setAcceptedDomain: Cmdlet = {
  kind: 'changing',
  name: 'Set-AcceptedDomain',
  parameters: { Identity: 'string', ...acceptedDomainParameters },
  required: ['Identity'],
  decide(given, state) {
    const found = find(acceptedDomain, given.text('Identity') ?? '', state);
    return alter(acceptedDomain, found, given, state);
  },
};
