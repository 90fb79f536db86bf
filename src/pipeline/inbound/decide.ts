/**
 * What becomes of a message, from envelope and headers. The array is the policy:
 * the first step that answers decides; the last one always does.
 */
import { isOwnDomain, outboundConnectorFor, resolveRecipient } from '../../directory/recipients.ts';
import { addressDomain, parseAddresses } from '../../mail/address.ts';
import { headerValue } from '../../mail/headerBlock.ts';
import { countReceived } from '../../mail/headerFirewall.ts';
import type { CalendaringMethod } from '../../mail/message.ts';
import { originHeaderName, readOrigin } from '../../mail/origin.ts';
import { refuse } from '../../mail/refusal.ts';
import { compileRules } from '../../rules/evaluate.ts';
import type { MessageFacts, RuleOutcome, Scope } from '../../rules/types.ts';
import type { OriginKeys } from '../context.ts';
import { canonicalAddress } from '../submission/route.ts';
import type { Decision, Onward, Opened, Recipient, Settled } from './opened.ts';

export interface DecideContext {
  readonly originKeys: OriginKeys;
  readonly hops: number;
}

type Step = (opened: Opened, context: DecideContext, calendaring: Calendaring) => Decision | undefined;

/** A method once a calendar form has shown one (PUBLISH where the organisation files such), false once there can be none, undefined before that. */
export type Calendaring = CalendaringMethod | 'PUBLISH' | 'unreadable' | false | undefined;

const steps: readonly Step[] = [recogniseOwnMail, refuseLoops, applyTransportRules];

export function decide(opened: Opened, context: DecideContext, calendaring: Calendaring): Decision {
  for (const step of steps) {
    const decision = step(opened, context, calendaring);
    if (decision) return decision;
  }
  return { kind: 'drop', effect: 'by nature' };
}

/** A copy of what the hub itself sent home has done its work already (law L3). */
function recogniseOwnMail(opened: Opened, { originKeys }: DecideContext): Decision | undefined {
  if (headerValue(opened.headers, originHeaderName) === undefined) return undefined;
  const isOwn = (address: string) =>
    readOrigin(opened.headers, originKeys.all, {
      recipient: canonicalAddress(opened.directory, address),
      messageId: opened.messageId,
    }).genuine;
  return opened.recipients.every((recipient) => boundAddresses(opened, recipient).some(isOwn))
    ? { kind: 'drop', effect: 'echo' }
    : undefined;
}

/** Addresses an origin header may be bound to: at the answers address, those the message was sent to. */
function boundAddresses(opened: Opened, { address, resolved }: Recipient): string[] {
  if (resolved.kind !== 'answers') return [address];
  return parseAddresses(headerValue(opened.headers, 'To') ?? '').map((to) => to.address);
}

function refuseLoops(opened: Opened, { hops }: DecideContext): Decision | undefined {
  if (countReceived(opened.headers) <= hops) return undefined;
  return {
    kind: 'reject',
    refusal: refuse(554, '5.4.14', 'Hop count exceeded - possible mail loop ATTR34'),
  };
}

function applyTransportRules(opened: Opened, _context: DecideContext, calendaring: Calendaring): Decision {
  if (calendaring !== undefined) return judge(opened, calendaring !== false);
  const ifCalendaring = judge(opened, true);
  const otherwise = judge(opened, false);
  return isSameEnd(ifCalendaring, otherwise) ? otherwise : { kind: 'undecided', ifCalendaring, otherwise };
}

/** Whether the body has nothing to say: the message ends here either way, by the same rules. */
function isSameEnd(one: Settled, other: Settled): boolean {
  const ends = (one.kind === 'drop' && other.kind === 'drop') || (one.kind === 'reject' && other.kind === 'reject');
  const rules = ({ outcome }: Settled) => outcome?.hits.map(({ rule, mode }) => `${mode} ${rule}`).join('\n');
  return ends && rules(one) === rules(other);
}

function judge(opened: Opened, isCalendaring: boolean): Settled {
  const outcome = compileRules(opened.directory.transportRules)(factsOf(opened, isCalendaring));
  if (outcome.rejected) {
    const { enhancedStatusCode, reasonText } = outcome.rejected;
    return { kind: 'reject', outcome, refusal: refuse(550, enhancedStatusCode, reasonText) };
  }
  if (outcome.deleted) return { kind: 'drop', effect: 'deleted by rule', outcome };
  const onward = onwardOf(opened, outcome);
  if (onward === 'no route') return { kind: 'reject', outcome, refusal: noRoute };
  if (isCalendaring) return { kind: 'calendaring', outcome, onward };
  if (onward.length > 0) return { kind: 'pass', outcome, onward };
  return { kind: 'drop', effect: outcome.redirectTo.length > 0 ? 'redirected to the home' : 'by nature', outcome };
}

/** A rule names a way that is not there: our own fault, and the home keeps the copy until it is mended (law L3). */
const noRoute = refuse(451, '4.3.5', 'System incorrectly configured; try again later');

function factsOf(opened: Opened, calendaring: boolean): MessageFacts {
  const fromScope = scopeOfSender(opened);
  return {
    headers: opened.headers,
    envelopeSender: opened.envelope.sender,
    headerFrom: opened.headerFrom,
    recipients: opened.recipients.map(({ address }) => address),
    subject: opened.subject,
    get senderIp() {
      return opened.home()?.originIp ?? opened.envelope.connection.remoteAddress;
    },
    ...(fromScope === undefined ? {} : { fromScope }),
    sentToScopes: ['InOrganization'],
    calendaring,
  };
}

/** A copy's scope is its real origin, not the connector that handed it over. */
function scopeOfSender(opened: Opened): Scope | undefined {
  const sender = opened.headerFrom === '' ? opened.envelope.sender : opened.headerFrom;
  if (sender === '' || !isOwnDomain(opened.directory, addressDomain(sender))) return 'NotInOrganization';
  // Anonymous with an own-domain sender is in neither set.
  return opened.connector === undefined ? undefined : 'InOrganization';
}

/**
 * Where rules send it. Only hub-originated mail goes home (law L3), so addresses of ours are
 * left out: redirected calendaring is booked for them instead.
 */
function onwardOf({ directory, recipients }: Opened, outcome: RuleOutcome): Onward[] | 'no route' {
  const redirected = outcome.redirectTo.length > 0;
  if (!redirected && outcome.connector === undefined) return [];
  const targets = redirected ? outcome.redirectTo : recipients.map(({ address }) => address);
  const onward: Onward[] = [];
  for (const address of targets) {
    if (redirected && resolveRecipient(directory, address).kind !== 'foreign') continue;
    const connector = outboundConnectorFor(directory, address, outcome.connector);
    if (!connector) return 'no route';
    if (!servesHome(directory.bridge.returnDomain, connector.recipientDomains)) {
      onward.push({ address, connector: connector.name });
    }
  }
  return onward;
}

function servesHome(returnDomain: string, domains: readonly string[]): boolean {
  return returnDomain !== '' && domains.includes(returnDomain);
}
