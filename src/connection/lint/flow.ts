/** Traps in the mail flow: mail without a way, mail that comes back, mail that anybody may send. */
import { localPart } from '../../mail/address.ts';
import { known, type Row, text, texts } from './facts.ts';
import type { Trap } from './finding.ts';

const forwardedTo = (row: Row) =>
  text(row, 'ForwardingSmtpAddress')
    .replace(/^smtp:/i, '')
    .toLowerCase();

/** The guide's connector waits for a rule that no step of it makes. */
const connectorWithoutRule: Trap = ({ outboundConnectors, rules }) => {
  const routed = new Set(known(rules)?.map((rule) => text(rule, 'RouteMessageOutboundConnector').toLowerCase()));
  if (known(rules) === undefined) return undefined;
  const idle = known(outboundConnectors)?.filter(
    (one) =>
      one.Enabled !== false && one.IsTransportRuleScoped === true && !routed.has(text(one, 'Name').toLowerCase()),
  );
  if (idle === undefined || idle.length === 0) return undefined;
  return {
    id: 'connector-without-rule',
    title: 'An outbound connector is used by transport rules only, and no rule uses it',
    evidence: idle.map((one) => `${text(one, 'Name')}: IsTransportRuleScoped`),
    consequence: 'Forwarded mail never takes it.',
    repairedBy: ['hub.outbound.home'],
  };
};

/** The alias domain has no MX by the guide, so without a connector its mail goes nowhere. */
const returnDomainWithoutWay: Trap = ({ outboundConnectors, rules, mailboxes }, { home }) => {
  const used = known(mailboxes)?.some((row) => forwardedTo(row).endsWith(`@${home.returnDomain}`));
  const connectors = known(outboundConnectors);
  if (!used || connectors === undefined || known(rules) === undefined) return undefined;
  const serves = connectors.some(
    (one) =>
      one.Enabled !== false &&
      one.IsTransportRuleScoped !== true &&
      texts(one, 'RecipientDomains').some((domain) => covers(domain, home.returnDomain)),
  );
  const routed = known(rules)?.some((rule) => text(rule, 'RouteMessageOutboundConnector') !== '');
  if (serves || routed) return undefined;
  return {
    id: 'return-domain-without-way',
    title: `No connector serves ${home.returnDomain}`,
    evidence: connectors.map(
      (one) => `${text(one, 'Name')}: ${texts(one, 'RecipientDomains').join(', ') || 'no domains'}`,
    ),
    consequence: 'Mail forwarded there depends on an MX record that the guide says to leave out.',
    repairedBy: ['hub.outbound.home'],
  };
};

function covers(pattern: string, domain: string): boolean {
  const wanted = pattern.toLowerCase();
  return wanted === '*' || wanted === domain || (wanted.startsWith('*.') && domain.endsWith(wanted.slice(1)));
}

/** Forwarding before the rule that drops the rest: all copies go back where they came from. */
const forwardingWithoutDrop: Trap = ({ rules, mailboxes }, { home }) => {
  const forwarding = known(mailboxes)?.filter((row) => forwardedTo(row).endsWith(`@${home.returnDomain}`)) ?? [];
  const all = known(rules);
  if (forwarding.length === 0 || all === undefined) return undefined;
  const drops = all.some(
    (rule) =>
      rule.DeleteMessage === true &&
      text(rule, 'State') !== 'Disabled' &&
      (text(rule, 'Mode') || 'Enforce') === 'Enforce',
  );
  if (drops) return undefined;
  return {
    id: 'forwarding-without-drop',
    title: 'Mailboxes forward, and no rule in force drops what is not calendaring',
    evidence: [`${forwarding.length} mailboxes forward to ${home.returnDomain}`],
    consequence: 'Every copy goes back to the mailbox that it was copied from.',
    repairedBy: ['hub.rule.delete-all-except-calendaring'],
  };
};

/** The guide takes the mailbox's alias; at the home that may be somebody else. */
const forwardingByAlias: Trap = ({ mailboxes }, { home }) => {
  const wrong = (known(mailboxes) ?? []).filter((row) => {
    const target = forwardedTo(row);
    return (
      target.endsWith(`@${home.returnDomain}`) &&
      localPart(target) !== localPart(text(row, 'PrimarySmtpAddress').toLowerCase())
    );
  });
  if (wrong.length === 0) return undefined;
  return {
    id: 'forwarding-by-alias',
    title: 'Mail of a mailbox is forwarded under another name than the person’s',
    evidence: wrong.map((row) => `${text(row, 'PrimarySmtpAddress')} → ${forwardedTo(row)}`),
    consequence: 'The alias was taken for the address: somebody else may read it, or nobody.',
    repairedBy: ['hub.forwarding'],
  };
};

/** The guide's script takes every mailbox: administrators' and service accounts' as well. */
const forwardingOfOthers: Trap = ({ mailboxes }, { home, people }) => {
  const listed = new Set(people.map(({ address }) => address));
  const others = (known(mailboxes) ?? []).filter(
    (row) =>
      forwardedTo(row).endsWith(`@${home.returnDomain}`) && !listed.has(text(row, 'PrimarySmtpAddress').toLowerCase()),
  );
  if (others.length === 0) return undefined;
  return {
    id: 'forwarding-of-others',
    title: 'Mailboxes of nobody in the file are forwarded',
    evidence: others.map((row) => `${text(row, 'PrimarySmtpAddress')} → ${forwardedTo(row)}`),
    consequence: 'Administrators’ and service accounts’ mail leaves the hub.',
    repairedBy: [],
    call: others
      .map(
        (row) =>
          `Set-Mailbox -Identity '${text(row, 'PrimarySmtpAddress')}' -ForwardingSmtpAddress $null -DeliverToMailboxAndForward $false`,
      )
      .join('; '),
  };
};

/** ForwardingAddress, where it is set, wins over ForwardingSmtpAddress. */
const forwardingOvershadowed: Trap = ({ mailboxes }) => {
  const both = (known(mailboxes) ?? []).filter(
    (row) => forwardedTo(row) !== '' && text(row, 'ForwardingAddress') !== '',
  );
  if (both.length === 0) return undefined;
  return {
    id: 'forwarding-overshadowed',
    title: 'A mailbox has two forwardings, and the other one holds',
    evidence: both.map(
      (row) => `${text(row, 'PrimarySmtpAddress')}: ${text(row, 'ForwardingAddress')} before ${forwardedTo(row)}`,
    ),
    consequence: 'Hub mail does not go home.',
    repairedBy: ['hub.forwarding'],
  };
};

/** The default domain before InternalRelay: mail to colleagues without a mailbox bounces. */
const authoritativeDomain: Trap = ({ acceptedDomains }, { domain }) => {
  const found = known(acceptedDomains)?.find((row) => text(row, 'DomainName').toLowerCase() === domain);
  if (found === undefined || text(found, 'DomainType') !== 'Authoritative') return undefined;
  return {
    id: 'authoritative-domain',
    title: `${domain} is Authoritative at the hub`,
    evidence: [`${domain}: DomainType Authoritative`],
    consequence: 'Mail to colleagues who have no mailbox on the hub bounces with 5.1.10.',
    repairedBy: ['hub.relay'],
  };
};

/** `NotInOrganization` sees no copy of internal mail at Microsoft: it comes from nobody it knows, under an own address. */
const internalCopiesKept: Trap = ({ rules }, { hub, home }) => {
  const all = known(rules);
  if (hub.kind === 'passerelle' || home.kind !== 'google-workspace' || all === undefined) return undefined;
  const drops = all.filter((rule) => rule.DeleteMessage === true && text(rule, 'State') !== 'Disabled');
  const seesCopies = drops.some(
    (rule) => text(rule, 'FromScope') === '' || text(rule, 'HeaderMatchesMessageHeader') !== '',
  );
  if (drops.length === 0 || seesCopies) return undefined;
  return {
    id: 'internal-copies-kept',
    title: 'Copies of internal mail are not dropped',
    evidence: drops.map((rule) => `${text(rule, 'Name')}: FromScope ${text(rule, 'FromScope')}`),
    consequence: 'They fill small mailboxes, and are forwarded back.',
    repairedBy: ['hub.rule.delete-copies-except-calendaring', 'home.copies'],
  };
};

/** Without an inbound connector copies are refused where direct send is, and taken from anybody where it is not. */
const copiesFromAnybody: Trap = ({ inboundConnectors, organisation }) => {
  const connectors = known(inboundConnectors);
  if (connectors === undefined) return undefined;
  const marked = connectors.some(
    (one) =>
      one.Enabled !== false &&
      (texts(one, 'SenderIPAddresses').length > 0 || text(one, 'TlsSenderCertificateName') !== ''),
  );
  if (marked) return undefined;
  const rejects = known(organisation)?.RejectDirectSend === true;
  return {
    id: 'copies-from-anybody',
    title: 'No inbound connector says where copies come from',
    evidence: [
      connectors.length === 0 ? 'there is none' : 'none names addresses or a certificate',
      `RejectDirectSend is ${rejects}`,
    ],
    consequence: rejects
      ? 'Copies of internal mail are refused with 5.7.68.'
      : 'Anybody may send as if he were the home.',
    repairedBy: ['hub.inbound'],
  };
};

/** Judged at the home’s address, every copy fails SPF. */
const copiesJudgedAtHome: Trap = ({ inboundConnectors }, { hub }) => {
  if (hub.kind === 'passerelle') return undefined;
  const blind = (known(inboundConnectors) ?? []).filter(
    (one) => one.Enabled !== false && one.EFSkipLastIP !== true && texts(one, 'EFSkipIPs').length === 0,
  );
  if (blind.length === 0) return undefined;
  return {
    id: 'copies-judged-at-home',
    title: 'Enhanced filtering is off: copies are judged as if the home had written them',
    evidence: blind.map((one) => text(one, 'Name')),
    consequence: 'Copies fail SPF and DMARC, and invitations land in junk mail.',
    repairedBy: ['hub.inbound'],
  };
};

export const flowTraps: readonly Trap[] = [
  connectorWithoutRule,
  returnDomainWithoutWay,
  forwardingWithoutDrop,
  forwardingByAlias,
  forwardingOfOthers,
  forwardingOvershadowed,
  authoritativeDomain,
  internalCopiesKept,
  copiesFromAnybody,
  copiesJudgedAtHome,
];
