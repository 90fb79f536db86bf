import { isDeepStrictEqual } from 'node:util';
import type { TransportRule } from '../../rules/types.ts';
import type { ConfigurationEntry } from '../../store/contract.ts';
import type { DesiredConnection } from '../types.ts';
import { type CurrentConfiguration, type HubStep, settle } from './step.ts';

/** In a rule's comments: it is ours to change and to remove. */
const ownershipMark = 'managed by connection.yaml';

type WantedRule = Omit<TransportRule, 'priority' | 'comments'>;

/** The guide's rules. What somebody else made under the same name is not touched. */
export function planRules(desired: Pick<DesiredConnection, 'booking'>, current: CurrentConfiguration): HubStep[] {
  const rules = current.ofKind('transportRule').map(({ body }) => body as TransportRule);
  let lastPriority = Math.max(-1, ...rules.map(({ priority }) => priority));
  // With `reply: none` the hub tells no organizer anything, and a rule that answers would (law L10).
  const answers = desired.booking.reply === 'tentative';
  return [
    ...planRule('hub.rule.direct-to-calendar', directToCalendar, answers),
    ...planRule('hub.rule.delete-all-except-calendaring', deleteAllExceptCalendaring, true),
  ];

  function planRule(id: string, wanted: WantedRule, present: boolean): HubStep[] {
    const { name } = wanted;
    const existing = rules.find((rule) => rule.name === name);
    if (existing && existing.comments !== ownershipMark) return present ? [foreignRule(id, wanted, existing)] : [];
    if (!present) {
      return existing
        ? [
            settle(current, {
              id,
              title: `No transport rule '${name}'`,
              wanted: [{ kind: 'transportRule', name, body: undefined }],
            }),
          ]
        : [];
    }
    const priority = existing?.priority ?? ++lastPriority;
    const entry: ConfigurationEntry = {
      kind: 'transportRule',
      name,
      body: { ...wanted, priority, comments: ownershipMark } satisfies TransportRule,
    };
    return [settle(current, { id, title: `Transport rule '${name}'`, wanted: [entry] })];
  }
}

function foreignRule(id: string, wanted: WantedRule, existing: TransportRule): HubStep {
  const { priority: _priority, comments: _comments, ...effect } = existing;
  const same = isDeepStrictEqual(effect, wanted);
  return {
    step: {
      id,
      title: `Transport rule '${wanted.name}'`,
      state: same ? 'done' : 'blocked',
      reversible: true,
      detail: same ? [] : [`a rule of this name that was made by hand does something else: rename or remove it`],
    },
    entries: [],
  };
}

const directToCalendar: WantedRule = {
  name: 'Direct to Calendar',
  state: 'Enabled',
  mode: 'Enforce',
  senderAddressLocation: 'Header',
  conditions: [{ type: 'MessageTypeMatches', value: 'Calendaring' }],
  exceptions: [],
  actions: [{ type: 'SetHeader', name: 'X-MS-Exchange-Organization-CalendarBooking-Response', value: 'Tentative' }],
  stopRuleProcessing: false,
};

const deleteAllExceptCalendaring: WantedRule = {
  name: 'Delete all except Calendaring',
  state: 'Enabled',
  mode: 'Enforce',
  senderAddressLocation: 'Header',
  conditions: [{ type: 'FromScope', value: 'NotInOrganization' }],
  exceptions: [{ type: 'MessageTypeMatches', value: 'Calendaring' }],
  actions: [{ type: 'DeleteMessage' }],
  stopRuleProcessing: false,
};
