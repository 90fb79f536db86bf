/** Traps that open what should be shut, and steps that weaken an organisation: told, and refused. */
import { known, type Row, text, texts } from './facts.ts';
import type { Trap } from './finding.ts';

/** `Get-… | Set-… On` opens the policy of everybody. */
const forwardingForEverybody: Trap = ({ outboundPolicies }) => {
  const open = (known(outboundPolicies) ?? []).filter(
    (policy) =>
      (policy.IsDefault === true || text(policy, 'Name') === 'Default') && text(policy, 'AutoForwardingMode') === 'On',
  );
  if (open.length === 0) return undefined;
  return {
    id: 'forwarding-for-everybody',
    title: 'Automatic forwarding is On for everybody',
    evidence: open.map((policy) => `${text(policy, 'Name')}: AutoForwardingMode On`),
    consequence:
      'Whoever gets into one mailbox can carry its mail away; security tools switch it off, and the bridge with it.',
    repairedBy: ['hub.policy'],
    call: 'Set-HostedOutboundSpamFilterPolicy -Identity Default -AutoForwardingMode Automatic',
  };
};

const booking = 'X-MS-Exchange-Organization-CalendarBooking-Response';
const senders = [
  'From',
  'FromScope',
  'FromMemberOf',
  'SenderDomainIs',
  'SenderIpRanges',
  'HeaderContainsMessageHeader',
  'HeaderMatchesMessageHeader',
];

function booksDirectly(rules: readonly Row[] | undefined): readonly Row[] {
  return (rules ?? []).filter(
    (rule) => text(rule, 'SetHeaderName').toLowerCase() === booking.toLowerCase() && text(rule, 'State') !== 'Disabled',
  );
}

/** Microsoft's own article says to restrict it by sender. */
const calendarOpenToStrangers: Trap = ({ rules }, { booking: policy, hub }) => {
  // The built-in hub judges the sender before the rule is asked.
  if (hub.kind === 'passerelle' && policy.unauthenticated !== 'tentative') return undefined;
  const open = booksDirectly(known(rules)).filter((rule) => !senders.some((name) => texts(rule, name).length > 0));
  if (open.length === 0) return undefined;
  return {
    id: 'calendar-open-to-strangers',
    title: 'Any stranger can put an event on every calendar',
    evidence: open.map((rule) => `${text(rule, 'Name')}: no condition about the sender`),
    consequence: 'Calendar spam, also where the message itself is junk.',
    repairedBy: [],
    call: open
      .map((rule) => `Set-TransportRule -Identity '${text(rule, 'Name')}' -FromScope InOrganization`)
      .join('; '),
  };
};

/** One decision, two answers: Tentative from the hub, then whatever she says at home. */
const answersTwice: Trap = ({ rules }, { booking: policy }) => {
  const answering = booksDirectly(known(rules));
  if (policy.reply === 'tentative' || answering.length === 0) return undefined;
  return {
    id: 'answers-twice',
    title: 'Organizers are answered before anybody decided',
    evidence: answering.map((rule) => `${text(rule, 'Name')}: ${booking}`),
    consequence: 'The organizer gets Tentative from the hub, and another answer when the person decides.',
    repairedBy: ['hub.rule.direct-to-calendar', 'hub.rule.direct-to-calendar-triage-action'],
    call: answering.map((rule) => `Disable-TransportRule -Identity '${text(rule, 'Name')}'`).join('; '),
  };
};

const outlookOff: Trap = ({ clientAccess }, { people, hub }) => {
  const listed = new Set(people.map(({ address }) => address));
  const off = (known(clientAccess) ?? []).filter(
    (row) => row.OWAEnabled === false && listed.has(text(row, 'PrimarySmtpAddress').toLowerCase()),
  );
  if (off.length === 0 || hub.outlookOnTheWeb === 'off') return undefined;
  return {
    id: 'outlook-off',
    title: 'Outlook on the web is off',
    evidence: off.map((row) => text(row, 'PrimarySmtpAddress')),
    consequence:
      hub.kind === 'passerelle'
        ? 'These people have no console; calendar programs stay.'
        : 'New Outlook for Windows is off with it, and the calendar in Teams may be.',
    repairedBy: [],
    call: off
      .map((row) => `Set-CASMailbox -Identity '${text(row, 'PrimarySmtpAddress')}' -OWAEnabled $true`)
      .join('; '),
  };
};

const winmail: Trap = ({ remoteDomains }, { hub, home }) => {
  const all = known(remoteDomains);
  if (hub.kind === 'passerelle' || home.kind === 'exchange-server' || all === undefined) return undefined;
  const own = all.find((row) => text(row, 'DomainName').toLowerCase() === home.returnDomain);
  if (own?.TNEFEnabled === false) return undefined;
  return {
    id: 'winmail',
    title: `Mail to ${home.returnDomain} may be winmail.dat`,
    evidence: [own === undefined ? 'no remote domain for it' : `TNEFEnabled is ${String(own.TNEFEnabled)}`],
    consequence: 'The home can’t read invitations that come so.',
    repairedBy: ['hub.remote-domain'],
  };
};

const unsigned: Trap = ({ dkim }, { hub, domain }) => {
  const configs = known(dkim);
  if (hub.kind === 'passerelle' || configs === undefined) return undefined;
  const own = configs.find((row) => (text(row, 'Domain') || text(row, 'Name')).toLowerCase() === domain);
  if (own?.Enabled === true) return undefined;
  return {
    id: 'unsigned',
    title: `Mail of ${domain} that leaves the hub is not signed with DKIM`,
    evidence: [own === undefined ? 'no signing configuration' : 'Enabled is false'],
    consequence: 'Where DMARC asks for it, invitations to outsiders are refused.',
    repairedBy: ['hub.dkim'],
  };
};

/** Teams Essentials without Entra has no mailbox: nothing of the guide can work. */
const productWithoutMailbox: Trap = ({ products }) => {
  const all = known(products) ?? [];
  const without = all.filter((row) => text(row, 'skuId') === 'fde42873-30b6-436b-b361-21af5a6b84ae');
  if (without.length === 0 || all.some((row) => text(row, 'skuPartNumber') === 'TEAMS_ESSENTIALS_AAD'))
    return undefined;
  return {
    id: 'product-without-mailbox',
    title: 'The organisation has Teams Essentials without Exchange',
    evidence: without.map((row) => text(row, 'skuPartNumber')),
    consequence: 'There is no calendar to connect: it takes Teams Essentials (Microsoft Entra identity).',
    repairedBy: [],
  };
};

const securityDefaultsOff: Trap = ({ securityDefaults, conditionalAccess }) => {
  const defaults = known(securityDefaults);
  if (defaults === undefined || defaults.isEnabled !== false) return undefined;
  const guarded = (known(conditionalAccess) ?? []).some((policy) => text(policy, 'state') === 'enabled');
  if (guarded) return undefined;
  return {
    id: 'security-defaults-off',
    title: 'Security defaults are off, and no conditional access stands in for them',
    evidence: ['identitySecurityDefaultsEnforcementPolicy: isEnabled false'],
    consequence: 'Passwords alone open every account.',
    repairedBy: [],
    refused:
      'Turning them off is for fetching mail by POP with a password, which Exchange Online has not allowed since 2022: nothing here needs it. Turn them on again.',
  };
};

const legacy = ['other', 'exchangeActiveSync'];

const conditionalAccessHole: Trap = ({ conditionalAccess }) => {
  const holes = (known(conditionalAccess) ?? []).filter((policy) => {
    const { clientAppTypes, users } = (policy.conditions ?? {}) as Row;
    const excluded = [...texts((users ?? {}) as Row, 'excludeUsers'), ...texts((users ?? {}) as Row, 'excludeGroups')];
    const types = Array.isArray(clientAppTypes) ? clientAppTypes : [];
    return (
      text(policy, 'state') === 'enabled' && excluded.length > 0 && types.some((type) => legacy.includes(String(type)))
    );
  });
  if (holes.length === 0) return undefined;
  return {
    id: 'conditional-access-hole',
    title: 'Somebody is let through with old protocols',
    evidence: holes.map((policy) => text(policy, 'displayName')),
    consequence: 'Old protocols know no second factor.',
    repairedBy: [],
    refused:
      'The guide’s exception for POP is not made from here: mail comes home by forwarding. Check whether it is still needed.',
  };
};

const mxMoved: Trap = ({ mx }, { domain }) => {
  const moved = (known(mx) ?? []).filter((host) =>
    host.toLowerCase().replace(/\.$/, '').endsWith('.mail.protection.outlook.com'),
  );
  if (moved.length === 0) return undefined;
  return {
    id: 'mx-moved',
    title: `The MX of ${domain} leads to Microsoft 365`,
    evidence: moved,
    consequence: 'Mail no longer arrives at the home first.',
    repairedBy: [],
    refused: 'No step here changes an MX. Put back the hosts of the home.',
  };
};

export const securityTraps: readonly Trap[] = [
  forwardingForEverybody,
  calendarOpenToStrangers,
  answersTwice,
  outlookOff,
  winmail,
  unsigned,
  productWithoutMailbox,
  securityDefaultsOff,
  conditionalAccessHole,
  mxMoved,
];
