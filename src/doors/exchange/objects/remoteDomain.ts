import type { RemoteDomain } from '../../../directory/types.ts';
import type { State } from '../cmdlets/cmdlet.ts';
import type { ParameterTable } from '../parameters/types.ts';
import { all, type Family, type Found, find, flagIn, read, textIn } from './family.ts';

export const remoteDomain: Family<RemoteDomain> = {
  kind: 'remoteDomain',
  noun: 'remote domain',
  defaults: {
    DomainName: '*',
    AutoForwardEnabled: true,
    AutoReplyEnabled: true,
    AllowedOOFType: 'External',
    ByteEncoderTypeFor7BitCharsets: 'Undefined',
    CharacterSet: null,
    ContentType: 'MimeHtmlText',
    DeliveryReportEnabled: true,
    DisplaySenderName: true,
    IsInternal: false,
    LineWrapSize: 'Unlimited',
    MeetingForwardNotificationEnabled: false,
    MessageCountThreshold: null,
    NDRDiagnosticInfoEnabled: true,
    NDREnabled: true,
    NonMimeCharacterSet: null,
    PreferredInternetCodePageForShiftJis: 'Undefined',
    RequiredCharsetCoverage: null,
    TargetDeliveryDomain: false,
    TNEFEnabled: null,
    TrustedMailInboundEnabled: false,
    TrustedMailOutboundEnabled: false,
    UseSimpleDisplayName: false,
  },
  bagOf: ({ domainName, autoForwardEnabled }) => ({ DomainName: domainName, AutoForwardEnabled: autoForwardEnabled }),
  bodyOf: (name, bag) => ({
    name,
    domainName: (textIn(bag, 'DomainName') ?? '*').toLowerCase(),
    autoForwardEnabled: flagIn(bag, 'AutoForwardEnabled'),
  }),
};

/** The one for all domains that have none of their own; it is always there. */
const defaultName = 'Default';

export function remoteDomains(state: State): Found[] {
  const found = all(remoteDomain, state);
  return found.some(({ name }) => name === defaultName) ? found : [read(remoteDomain, defaultName, state), ...found];
}

export function findRemoteDomain(identity: string, state: State): Found {
  if (identity.toLowerCase() === 'default') return read(remoteDomain, defaultName, state);
  return find(remoteDomain, identity, state);
}

/** The hub writes calendar mail as it does, whatever form is asked for: MIME, never TNEF. */
export const remoteDomainParameters: ParameterTable = {
  AllowedOOFType: { values: ['External', 'ExternalLegacy', 'InternalLegacy', 'None'] },
  AutoForwardEnabled: 'boolean',
  AutoReplyEnabled: 'boolean',
  ByteEncoderTypeFor7BitCharsets: 'string',
  CharacterSet: 'string',
  ContentType: { values: ['MimeHtmlText', 'MimeText', 'MimeHtml'] },
  DeliveryReportEnabled: 'boolean',
  DisplaySenderName: 'boolean',
  IsInternal: 'elsewhere',
  LineWrapSize: 'unlimited',
  MeetingForwardNotificationEnabled: 'elsewhere',
  NDRDiagnosticInfoEnabled: 'boolean',
  NDREnabled: 'boolean',
  NonMimeCharacterSet: 'string',
  PreferredInternetCodePageForShiftJis: 'string',
  RequiredCharsetCoverage: 'integer',
  TargetDeliveryDomain: 'elsewhere',
  TNEFEnabled: 'elsewhere',
  TrustedMailInboundEnabled: 'elsewhere',
  TrustedMailOutboundEnabled: 'elsewhere',
  UseSimpleDisplayName: 'boolean',
};
