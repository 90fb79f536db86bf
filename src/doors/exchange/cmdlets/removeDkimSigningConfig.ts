import { dkimSigningConfig } from '../objects/dkimSigningConfig.ts';
import { find, removed } from '../objects/family.ts';
import type { Cmdlet } from './cmdlet.ts';

/** The key stays: what was signed with it has to be checked for days. */
export const removeDkimSigningConfig: Cmdlet = {
  kind: 'changing',
  name: 'Remove-DkimSigningConfig',
  parameters: { Identity: 'string' },
  required: ['Identity'],
  decide: (given, state) => ({
    writes: removed(dkimSigningConfig, find(dkimSigningConfig, given.text('Identity') ?? '', state).name),
  }),
};
