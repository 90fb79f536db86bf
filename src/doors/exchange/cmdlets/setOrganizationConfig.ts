import { isDeepStrictEqual } from 'node:util';
import { invalidValue } from '../frame/failure.ts';
import { unchanged } from '../objects/family.ts';
import { organizationBag, organizationEntry, organizationParameters } from '../objects/organizationConfig.ts';
import type { Cmdlet } from './cmdlet.ts';

export const setOrganizationConfig: Cmdlet = {
  kind: 'changing',
  name: 'Set-OrganizationConfig',
  parameters: organizationParameters,
  decide(given, state) {
    if (given.flag('RejectDirectSend') === false) {
      throw invalidValue(
        'RejectDirectSend: this hub takes copies through inbound connectors only, and nothing from strangers.',
      );
    }
    const before = organizationBag(state);
    const after = Object.fromEntries(
      Object.entries(before).map(([name, value]) => [name, given.has(name) ? given.after(name, value) : value]),
    );
    if (isDeepStrictEqual(after, before)) return unchanged(state.directory.domain || state.tenant);
    return { writes: [{ ...organizationEntry, body: after }] };
  },
};
