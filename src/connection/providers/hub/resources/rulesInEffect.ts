import type { Observed } from '../../../provider.ts';
import { isMarked } from '../mark.ts';
import { type HubResource, hubKey, textIn } from '../resource.ts';

/** Exchange Online takes so long until a changed rule holds everywhere, milliseconds. */
const ruleDelay = 30 * 60 * 1000;

/** Forwarding waits until the rule that drops other mail holds everywhere: else all copies of those minutes would go back home. */
export const rulesInEffect: HubResource = {
  kind: 'rulesInEffect',
  want: ({ hub }) =>
    hub.kind === 'passerelle'
      ? []
      : [
          {
            key: hubKey('rulesInEffect', 'rules'),
            step: 'hub.rules-in-effect',
            phase: 'outbound',
            title: 'The transport rules hold everywhere',
            why: 'A changed rule takes up to half an hour; nothing is forwarded before.',
            value: { inEffect: true },
            reversible: true,
            touches: [],
            needs: [hubKey('transportRule', 'Delete all except Calendaring')],
          },
        ],
  async read(reading, wanted) {
    const rules = await reading.listed('Get-TransportRule', { ResultSize: 'Unlimited' });
    const own = rules.filter(
      (rule) => isMarked(rule.Comments) || textIn(rule, 'Name') === 'Delete all except Calendaring',
    );
    const latest = Math.max(0, ...own.map((rule) => Date.parse(textIn(rule, 'WhenChanged')) || 0));
    const until = latest + ruleDelay;
    let observed: Observed = { kind: 'there', value: { inEffect: true }, owner: 'unmarkable' };
    if (own.length === 0) observed = { kind: 'absent' };
    else if (until > reading.session.clock.now()) {
      observed = { kind: 'propagating', why: `the rules hold everywhere from ${new Date(until).toISOString()} on` };
    }
    return new Map(wanted.map(({ key }) => [key, observed]));
  },
  async write() {
    // Time brings it about.
  },
};
