import type { Capabilities } from '../../provider.ts';

const verified = '2026-11-25';
const invokeCommand = 'by InvokeCommand of the Exchange admin API, which Microsoft does not support for third parties';
const exchangeDocs = 'https://learn.microsoft.com/powershell/module/exchange';

/** What the hub provider does at both kinds of hub. */
export const hubCapabilities: Capabilities = {
  domain: {
    support: 'can',
    note: 'Microsoft Graph',
    link: 'https://learn.microsoft.com/graph/api/resources/domain',
    verified,
  },
  domainProof: {
    support: 'can',
    note: 'Microsoft 365 once the record is published; the built-in hub asks for none',
    verified,
  },
  people: { support: 'can', note: 'Microsoft Graph; disabled, never deleted', verified },
  licences: { support: 'can', note: 'Microsoft Graph; buying seats is the administrator’s', verified },
  internalRelay: { support: 'can', note: invokeCommand, link: `${exchangeDocs}/set-accepteddomain`, verified },
  transportRules: { support: 'can', note: invokeCommand, link: `${exchangeDocs}/new-transportrule`, verified },
  inboundConnector: { support: 'can', note: invokeCommand, link: `${exchangeDocs}/new-inboundconnector`, verified },
  outboundConnector: { support: 'can', note: invokeCommand, link: `${exchangeDocs}/new-outboundconnector`, verified },
  outboundSpamPolicy: {
    support: 'can',
    note: invokeCommand,
    link: `${exchangeDocs}/new-hostedoutboundspamfilterpolicy`,
    verified,
  },
  mailboxForwarding: { support: 'can', note: invokeCommand, link: `${exchangeDocs}/set-mailbox`, verified },
  outlookOnTheWeb: {
    support: 'can',
    note: `${invokeCommand}; mailboxes only, not the plan of later ones`,
    link: `${exchangeDocs}/set-casmailbox`,
    verified,
  },
  dkim: {
    support: 'can',
    note: 'Microsoft 365; the CNAME records are published in DNS',
    link: `${exchangeDocs}/new-dkimsigningconfig`,
    verified,
  },
  securityDefaults: {
    support: 'cannot',
    note: 'read by lint; turning them off is refused, nothing here needs it',
    verified,
  },
  relayBridge: { support: 'cannot', note: 'Passerelle between home and Microsoft 365 is not built', verified },
};
