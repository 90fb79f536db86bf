import type { Json, Observed, Wanted } from '../../../provider.ts';
import type { DesiredConnection } from '../../../types.ts';
import { isMarked, marked, unmarked } from '../mark.ts';
import { type HubResource, hubKey, nameIn, textIn, type Values, valuesOf } from '../resource.ts';
import { ruleDefaults, ruleParameters } from '../ruleParameters.ts';
import { invoke, type Row } from '../wire/exchange.ts';
import { saysNotFound } from '../wire/hubError.ts';
import type { Session } from '../wire/session.ts';
import { unless } from './domain.ts';

/** The header by which a home tells that a message is a copy of one it delivered. */
export const copyHeader = 'X-Passerelle-Copy';

/** S11, S14: the guide's rules. The value is what the rule does; its comments and its place are others' to choose. */
export const transportRule: HubResource = {
  kind: 'transportRule',
  want: (connection) => rulesOf(connection).map((rule) => wantedRule(rule)),
  async read(reading, wanted) {
    const rows = await reading.listed('Get-TransportRule', { ResultSize: 'Unlimited' });
    return new Map(
      wanted.map(({ key }): [string, Observed] => {
        const row = ruleNamed(rows, nameIn(key));
        if (row === undefined) return [key, { kind: 'absent' }];
        return [key, { kind: 'there', value: effectOf(row), owner: isMarked(row.Comments) ? 'ours' : 'foreign' }];
      }),
    );
  },
  async write({ session }, { name, value, owner }) {
    const present = ruleNamed(await invoke(session, { name: 'Get-TransportRule', parameters: {} }), name);
    if (value === undefined) {
      if (present === undefined) return;
      const parameters = { Identity: name, Confirm: false };
      await invoke(session, { name: 'Remove-TransportRule', parameters }).catch(unless(saysNotFound));
      return;
    }
    const { State = 'Enabled', ...effect } = valuesOf(value);
    if (present === undefined) {
      const parameters = { Name: name, ...effect, Comments: marked(undefined), Enabled: State === 'Enabled' };
      await invoke(session, { name: 'New-TransportRule', parameters });
      return;
    }
    await change(session, name, present, { effect, state: String(State), owner });
  },
};

async function change(
  session: Session,
  name: string,
  present: Row,
  { effect, state, owner }: { effect: Values; state: string; owner: 'ours' | 'foreign' },
): Promise<void> {
  const { State: stateNow, ...effectNow } = effectOf(present);
  // What it does beside what is wanted is taken off: null clears a parameter.
  const cleared = Object.keys(effectNow).filter((parameter) => !(parameter in effect));
  const comments = owner === 'ours' ? marked(present.Comments) : unmarked(present.Comments);
  const parameters = {
    ...{ Identity: name, ...effect, Comments: comments },
    ...Object.fromEntries(cleared.map((parameter) => [parameter, clearing(parameter, effectNow[parameter])])),
  };
  await invoke(session, { name: 'Set-TransportRule', parameters });
  // Set-TransportRule has no parameter for it.
  if (stateNow !== state) {
    const cmdlet = state === 'Enabled' ? 'Enable-TransportRule' : 'Disable-TransportRule';
    await invoke(session, {
      name: cmdlet,
      parameters: { Identity: name, ...(state === 'Enabled' ? {} : { Confirm: false }) },
    });
  }
}

function clearing(parameter: string, now: Json | undefined): Json {
  if (parameter in ruleDefaults) return ruleDefaults[parameter] as Json;
  return typeof now === 'boolean' ? false : null;
}

/** Some hubs answer with every rule whatever Identity says: the name is compared. */
function ruleNamed(rows: readonly Row[], name: string): Row | undefined {
  return rows.find((row) => textIn(row, 'Name').toLowerCase() === name.toLowerCase());
}

/** What a rule does, without what says nothing: empty lists, nulls, switches that are off, defaults. */
export function effectOf(row: Row): Values {
  const effect: Record<string, Json> = { State: textIn(row, 'State') || 'Enabled' };
  for (const parameter of ruleParameters) {
    const value = normalised(row[parameter]);
    if (value === undefined || value === ruleDefaults[parameter]) continue;
    effect[parameter] = value;
  }
  return effect;
}

function normalised(value: unknown): Json | undefined {
  if (value === null || value === undefined || value === '' || value === false) return undefined;
  if (Array.isArray(value)) {
    const texts = value.filter((item): item is string => typeof item === 'string').sort();
    return texts.length === 0 ? undefined : texts;
  }
  return typeof value === 'string' || typeof value === 'number' || value === true ? value : undefined;
}

interface Rule {
  readonly name: string;
  readonly effect: Values;
  readonly why: string;
}

function rulesOf({ booking, home, hub }: DesiredConnection): Rule[] {
  // With `reply: none` the hub tells no organizer anything, and a rule that answers would (law L10).
  const answers = booking.reply === 'tentative' ? directToCalendar : [];
  // FromScope NotInOrganization sees no copy of internal mail at Microsoft, where the home is nobody (facts: anonymous, own domain).
  const copies = hub.kind === 'microsoft365' && home.kind === 'google-workspace' ? [deleteCopies] : [];
  return [...answers, deleteAllExceptCalendaring, ...copies];
}

function wantedRule({ name, effect, why }: Rule): Wanted {
  const parameters = Object.entries(effect).map(([parameter, value]) => `-${parameter} ${shown(value)}`);
  return {
    key: hubKey('transportRule', name),
    step: `hub.rule.${name.toLowerCase().replaceAll(' ', '-')}`,
    phase: 'rules',
    title: `Transport rule '${name}'`,
    why,
    value: { State: 'Enabled', ...effect },
    reversible: true,
    touches: [],
    permission: 'Exchange.ManageAsApp, Exchange Administrator',
    call: `New-TransportRule -Name "${name}" ${parameters.join(' ')} -Comments "${marked(undefined)}"`,
  };
}

function shown(value: Json): string {
  if (typeof value === 'boolean') return value ? '$true' : '$false';
  return Array.isArray(value) ? value.map(shown).join(',') : `"${String(value)}"`;
}

const directToCalendar: readonly Rule[] = [
  {
    name: 'Direct to Calendar',
    effect: {
      MessageTypeMatches: 'Calendaring',
      SetHeaderName: 'X-MS-Exchange-Organization-CalendarBooking-Response',
      SetHeaderValue: 'Tentative',
    },
    why: 'Invitations stand on the calendar without a click, and are answered tentatively.',
  },
  {
    name: 'Direct to Calendar triage action',
    effect: {
      MessageTypeMatches: 'Calendaring',
      SetHeaderName: 'X-MS-Exchange-Organization-CalendarBooking-TriageAction',
      SetHeaderValue: 'MoveToDeletedItems',
    },
    why: 'The message of an invitation that is on the calendar leaves the inbox.',
  },
];

const deleteAllExceptCalendaring: Rule = {
  name: 'Delete all except Calendaring',
  effect: { ExceptIfMessageTypeMatches: 'Calendaring', FromScope: 'NotInOrganization', DeleteMessage: true },
  why: 'Copies of other mail are no business of the hub; in place before anything is forwarded, or all of it would come back.',
};

const deleteCopies: Rule = {
  name: 'Delete copies except Calendaring',
  effect: {
    HeaderMatchesMessageHeader: copyHeader,
    HeaderMatchesPatterns: ['.'],
    ExceptIfMessageTypeMatches: 'Calendaring',
    DeleteMessage: true,
  },
  why: 'Copies of internal mail come from nobody Microsoft knows: the header that the home adds tells them.',
};
