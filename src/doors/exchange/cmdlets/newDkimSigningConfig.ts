import { checkDkim, dkimSigningConfig } from '../objects/dkimSigningConfig.ts';
import { create } from '../objects/family.ts';
import type { Cmdlet } from './cmdlet.ts';

export const newDkimSigningConfig: Cmdlet = {
  kind: 'changing',
  name: 'New-DkimSigningConfig',
  parameters: {
    DomainName: 'string',
    Enabled: 'boolean',
    KeySize: 'integer',
    HeaderCanonicalization: { values: ['Relaxed'] },
    BodyCanonicalization: { values: ['Relaxed'] },
  },
  required: ['DomainName', 'Enabled'],
  decide(given, state) {
    const domain = (given.text('DomainName') ?? '').toLowerCase();
    checkDkim(domain, given.integer('KeySize'), state);
    return create(dkimSigningConfig, domain, given, state);
  },
};
