import type { OutboundConnector } from '../../../directory/types.ts';
import { invalidValue } from '../frame/failure.ts';
import type { ParameterTable } from '../parameters/types.ts';
import { type Bag, type Family, flagIn, listIn, textIn } from './family.ts';

/** Connections open at a time to one next hop, where nobody says otherwise. */
const usualConcurrency = 10;
const tlsSettings = ['EncryptionOnly', 'CertificateValidation', 'DomainValidation'] as const;

export const outboundConnector: Family<OutboundConnector> = {
  kind: 'outboundConnector',
  noun: 'Outbound connector',
  defaults: {
    Enabled: true,
    UseMXRecord: true,
    Comment: null,
    ConnectorType: 'Partner',
    ConnectorSource: 'Default',
    RecipientDomains: [],
    SmartHosts: [],
    TlsDomain: null,
    TlsSettings: null,
    IsTransportRuleScoped: false,
    RouteAllMessagesViaOnPremises: false,
    CloudServicesMailEnabled: false,
    AllAcceptedDomains: false,
    SenderRewritingEnabled: false,
    TestMode: false,
    LinkForModifiedConnector: null,
    ValidationRecipients: [],
    IsValidated: false,
    LastValidationTimestamp: null,
    MtaStsMode: 'None',
    SmtpDaneMode: 'None',
  },
  bagOf: (body) => ({
    Enabled: body.enabled,
    UseMXRecord: body.useMxRecord,
    RecipientDomains: body.recipientDomains,
    SmartHosts: body.smartHosts,
    TlsDomain: body.tlsDomain ?? null,
    TlsSettings: body.tlsSettings,
    IsTransportRuleScoped: body.isTransportRuleScoped,
  }),
  bodyOf(name, bag, _state, before) {
    checkRoute(name, bag);
    const tlsDomain = textIn(bag, 'TlsDomain');
    return {
      name,
      enabled: flagIn(bag, 'Enabled'),
      recipientDomains: listIn(bag, 'RecipientDomains').map((domain) => domain.toLowerCase()),
      isTransportRuleScoped: flagIn(bag, 'IsTransportRuleScoped'),
      useMxRecord: flagIn(bag, 'UseMXRecord'),
      smartHosts: listIn(bag, 'SmartHosts'),
      tlsSettings: tlsSettings.find((each) => each === bag.TlsSettings) ?? null,
      ...(tlsDomain === undefined ? {} : { tlsDomain }),
      ...(before?.auth === undefined ? {} : { auth: before.auth }),
      concurrency: before?.concurrency ?? usualConcurrency,
    };
  },
};

function checkRoute(name: string, bag: Bag): void {
  const hosts = listIn(bag, 'SmartHosts');
  if (flagIn(bag, 'UseMXRecord') && hosts.length > 0) {
    throw invalidValue(
      `The connector '${name}' can't use both the MX record and smart hosts: set UseMXRecord to False.`,
    );
  }
  if (!flagIn(bag, 'UseMXRecord') && hosts.length === 0) {
    throw invalidValue(`The connector '${name}' uses no MX record: SmartHosts needs at least one host.`);
  }
  for (const host of hosts) {
    if (!isHost(host)) throw invalidValue(`"${host.slice(0, 100)}" isn't a valid smart host.`);
  }
  for (const domain of listIn(bag, 'RecipientDomains')) {
    if (!isDomainPattern(domain)) throw invalidValue(`"${domain.slice(0, 100)}" isn't a valid SMTP domain.`);
  }
  if (bag.TlsSettings === 'DomainValidation' && textIn(bag, 'TlsDomain') === undefined) {
    throw invalidValue('TlsSettings DomainValidation needs a TlsDomain.');
  }
  if (bag.TlsSettings !== 'DomainValidation' && textIn(bag, 'TlsDomain') !== undefined) {
    throw invalidValue('TlsDomain can be used only with TlsSettings DomainValidation.');
  }
}

/** A name or an address, and where the hub is more lenient than Exchange a port. */
function isHost(host: string): boolean {
  return /^(\[[0-9a-fA-F:.]{2,45}\]|[A-Za-z0-9_.-]{1,253})(:\d{1,5})?$/.test(host) || /^[0-9a-fA-F:]{2,45}$/.test(host);
}

/** `*`, `*.d` or a domain. */
export function isDomainPattern(text: string): boolean {
  return text === '*' || /^(\*\.)?[\p{L}\p{N}_-]{1,63}(\.[\p{L}\p{N}_-]{1,63}){0,20}$/u.test(text);
}

export const outboundConnectorParameters: ParameterTable = {
  AllAcceptedDomains: 'boolean',
  CloudServicesMailEnabled: 'boolean',
  Comment: 'string',
  ConnectorSource: { values: ['Default', 'HybridWizard', 'Migrated', 'AdminUI'] },
  ConnectorType: { values: ['Partner', 'OnPremises'] },
  Enabled: 'boolean',
  IsTransportRuleScoped: 'boolean',
  LinkForModifiedConnector: 'string',
  MtaStsMode: { values: ['Opportunistic', 'None'] },
  RecipientDomains: 'strings',
  RouteAllMessagesViaOnPremises: 'elsewhere',
  SenderRewritingEnabled: 'boolean',
  SmartHosts: 'strings',
  SmtpDaneMode: { values: ['Opportunistic', 'Mandatory', 'None'] },
  TestMode: 'elsewhere',
  TlsDomain: 'string',
  TlsSettings: { values: tlsSettings },
  UseMXRecord: 'boolean',
};
