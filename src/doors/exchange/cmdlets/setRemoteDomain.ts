import { alter } from '../objects/family.ts';
import { findRemoteDomain, remoteDomain, remoteDomainParameters } from '../objects/remoteDomain.ts';
import type { Cmdlet } from './cmdlet.ts';

export const setRemoteDomain: Cmdlet = {
  kind: 'changing',
  name: 'Set-RemoteDomain',
  parameters: { Identity: 'string', Name: 'string', ...remoteDomainParameters },
  required: ['Identity'],
  decide: (given, state) => alter(remoteDomain, findRemoteDomain(given.text('Identity') ?? '', state), given, state),
};
