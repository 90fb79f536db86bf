import { told } from '../objects/family.ts';
import { findRemoteDomain, remoteDomain, remoteDomains } from '../objects/remoteDomain.ts';
import type { Cmdlet } from './cmdlet.ts';

export const getRemoteDomain: Cmdlet = {
  kind: 'reading',
  name: 'Get-RemoteDomain',
  parameters: { Identity: 'string', ResultSize: 'unlimited' },
  read(given, state) {
    const identity = given.text('Identity');
    const found = identity === undefined ? remoteDomains(state) : [findRemoteDomain(identity, state)];
    return found.map((each) => told(remoteDomain, each, state));
  },
};
