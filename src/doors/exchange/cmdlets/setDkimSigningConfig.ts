import { dkimSigningConfig } from '../objects/dkimSigningConfig.ts';
import { alter, find } from '../objects/family.ts';
import type { Cmdlet } from './cmdlet.ts';

export const setDkimSigningConfig: Cmdlet = {
  kind: 'changing',
  name: 'Set-DkimSigningConfig',
  parameters: {
    Identity: 'string',
    Enabled: 'boolean',
    PublishTxtRecords: 'elsewhere',
    HeaderCanonicalization: { values: ['Relaxed'] },
    BodyCanonicalization: { values: ['Relaxed'] },
  },
  required: ['Identity'],
  decide: (given, state) =>
    alter(dkimSigningConfig, find(dkimSigningConfig, given.text('Identity') ?? '', state), given, state),
};
