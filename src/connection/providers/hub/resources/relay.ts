import type { Observed } from '../../../provider.ts';
import { type HubResource, hubKey } from '../resource.ts';

/** `bridge: relay` before Microsoft 365: said plainly that it can't be connected, before anything is changed. */
export const relay: HubResource = {
  kind: 'relay',
  want: ({ hub }) =>
    hub.kind === 'passerelle' || hub.bridge === 'none'
      ? []
      : [
          {
            key: hubKey('relay', hub.tenant),
            step: 'hub.relay-bridge',
            phase: 'invariants',
            title: 'Passerelle between the home and Microsoft 365',
            why: 'Mail that is no calendaring would never leave the organisation.',
            value: { relay: true },
            reversible: true,
            touches: [],
          },
        ],
  async read(_reading, wanted) {
    const why =
      'relaying to Microsoft 365 is not built yet: write bridge: none, and the organisation’s own rules do the work';
    const observed: Observed = { kind: 'unreadable', why };
    return new Map(wanted.map(({ key }) => [key, observed]));
  },
  async write() {
    throw new Error('nothing was planned to be written for the relay');
  },
};
