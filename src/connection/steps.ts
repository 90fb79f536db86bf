/**
 * The plan: what the hub has to become, step by step, and what only people can do at the
 * home and in DNS. Pure: the same connection and the same configuration make the same
 * plan, and a plan that was applied is done.
 */
import type { ConfigurationEntry } from '../store/contract.ts';
import { planDns } from './dns/manual.ts';
import { planHome } from './home/plan.ts';
import { planInbound, planOutbound } from './steps/connectors.ts';
import { planPeople } from './steps/people.ts';
import { planRules } from './steps/rules.ts';
import { CurrentConfiguration, type HubStep, type PlanStep, settle } from './steps/step.ts';
import type { DesiredConnection } from './types.ts';

export interface HubPlan {
  readonly steps: readonly PlanStep[];
  /** What to write; a body of undefined deletes. Empty when everything is done. */
  readonly entries: ConfigurationEntry[];
}

/**
 * Steps stand in an order that is safe to stop in: nothing is sent on before there is
 * somebody to receive it and a way to send it. @param newId makes the id of a new person
 */
export function planHub(
  desired: DesiredConnection,
  currentEntries: readonly ConfigurationEntry[],
  newId: () => string,
): HubPlan {
  if (desired.hub.kind === 'microsoft365') return { steps: [notBuilt(desired.hub.tenant)], entries: [] };
  const current = new CurrentConfiguration(currentEntries);
  const { people, forwarding } = planPeople(desired, current, newId);
  const hub: HubStep[] = [
    planDomain(desired, current),
    people,
    ...planRules(desired, current),
    planBooking(desired, current),
    ...planSignIn(desired, current),
    planInbound(desired, current),
    ...planOutbound(desired, current),
    planPolicy(desired, current),
    planBridge(desired, current),
    forwarding,
  ];
  const record = current.changed([{ kind: 'connection', name: 'connection', body: desired }]);
  return {
    steps: [...hub.map(({ step }) => step), ...planHome(desired), ...planDns(desired)],
    entries: [...hub.flatMap(({ entries }) => entries), ...record],
  };
}

function planDomain({ organisation, domain }: DesiredConnection, current: CurrentConfiguration): HubStep {
  return settle(current, {
    id: 'hub.domain',
    title: `${organisation}, accepted domain ${domain} (InternalRelay)`,
    wanted: [
      { kind: 'organisation', name: 'organisation', body: { name: organisation, domain } },
      // Mailboxes without a place on the hub stay valid addresses: the home has them.
      { kind: 'acceptedDomain', name: domain, body: { name: domain, type: 'InternalRelay', matchSubDomains: false } },
      ...otherDomains(domain, current),
    ],
  });
}

/** The domain of an earlier connection is ours no more once this one names another. */
function otherDomains(domain: string, current: CurrentConfiguration): ConfigurationEntry[] {
  const before = current.body('connection', 'connection') as DesiredConnection | undefined;
  return before === undefined || before.domain === domain
    ? []
    : [{ kind: 'acceptedDomain', name: before.domain, body: undefined }];
}

function planBooking({ booking, meetings }: DesiredConnection, current: CurrentConfiguration): HubStep {
  return settle(current, {
    id: 'hub.booking',
    title: `Booking: unauthenticated ${booking.unauthenticated}, answer ${booking.reply}; meetings ${meetings.urlTemplate ?? 'without join link'}`,
    wanted: [
      { kind: 'booking', name: 'booking', body: booking },
      { kind: 'meetings', name: 'meetings', body: meetings },
    ],
  });
}

/** Nothing to do where the connection says nothing and nothing was set before. */
function planSignIn({ signIn }: DesiredConnection, current: CurrentConfiguration): HubStep[] {
  const standard = signIn.mfa === 'administrators' && signIn.oidc === undefined;
  if (standard && current.body('signIn', 'signIn') === undefined) return [];
  const provider = signIn.oidc === undefined ? '' : `, identity provider ${signIn.oidc.issuer}`;
  return [
    settle(current, {
      id: 'hub.signIn',
      title: `Sign-in: second factor for ${signIn.mfa}${provider}`,
      wanted: [{ kind: 'signIn', name: 'signIn', body: signIn }],
    }),
  ];
}

function planPolicy({ people }: DesiredConnection, current: CurrentConfiguration): HubStep {
  return settle(current, {
    id: 'hub.policy',
    title: 'Outbound spam policy: automatic forwarding On, for the people of this connection only',
    wanted: [
      {
        kind: 'outboundSpamPolicy',
        name: 'outboundSpamPolicy',
        body: {
          // An On without names would be for everybody.
          autoForwardingMode: people.length === 0 ? 'Off' : 'On',
          from: people.map(({ address }) => address),
        },
      },
    ],
  });
}

function planBridge({ home }: DesiredConnection, current: CurrentConfiguration): HubStep {
  const { returnDomain, answers, authservId, freeBusyUrl } = home;
  return settle(current, {
    id: 'hub.bridge',
    title: `Bridge: return domain ${returnDomain}${answers === undefined ? '' : `, answers at ${answers}`}`,
    wanted: [
      {
        kind: 'bridge',
        name: 'bridge',
        body: {
          returnDomain,
          ...(answers === undefined ? {} : { answersAddress: answers }),
          ...(authservId === undefined ? {} : { authservId }),
          ...(freeBusyUrl === undefined ? {} : { freeBusyUrl }),
        },
      },
    ],
  });
}

function notBuilt(tenant: string): PlanStep {
  return {
    id: 'hub.microsoft365',
    title: `Microsoft 365 tenant ${tenant}: connecting it is not built yet`,
    state: 'blocked',
    reversible: true,
    detail: ['nothing was changed: use hub kind passerelle'],
  };
}
