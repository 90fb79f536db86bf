import { invalidOperation } from '../frame/failure.ts';
import { removed } from '../objects/family.ts';
import { findRemoteDomain, remoteDomain } from '../objects/remoteDomain.ts';
import type { Cmdlet } from './cmdlet.ts';

export const removeRemoteDomain: Cmdlet = {
  kind: 'changing',
  name: 'Remove-RemoteDomain',
  parameters: { Identity: 'string' },
  required: ['Identity'],
  decide(given, state) {
    const { name } = findRemoteDomain(given.text('Identity') ?? '', state);
    if (name === 'Default') throw invalidOperation("The remote domain 'Default' can't be removed.");
    return { writes: removed(remoteDomain, name) };
  },
};
