/** Every cmdlet; the table of contents of the door. */
import type { Cmdlet } from './cmdlet.ts';
import { disableHostedOutboundSpamFilterRule } from './disableHostedOutboundSpamFilterRule.ts';
import { disableTransportRule } from './disableTransportRule.ts';
import { enableHostedOutboundSpamFilterRule } from './enableHostedOutboundSpamFilterRule.ts';
import { enableOrganizationCustomization } from './enableOrganizationCustomization.ts';
import { enableTransportRule } from './enableTransportRule.ts';
import { getAcceptedDomain } from './getAcceptedDomain.ts';
import { getCASMailbox } from './getCASMailbox.ts';
import { getCASMailboxPlan } from './getCASMailboxPlan.ts';
import { getDkimSigningConfig } from './getDkimSigningConfig.ts';
import { getHostedOutboundSpamFilterPolicy } from './getHostedOutboundSpamFilterPolicy.ts';
import { getHostedOutboundSpamFilterRule } from './getHostedOutboundSpamFilterRule.ts';
import { getInboundConnector } from './getInboundConnector.ts';
import { getMailbox } from './getMailbox.ts';
import { getMessageTraceV2 } from './getMessageTraceV2.ts';
import { getOrganizationConfig } from './getOrganizationConfig.ts';
import { getOutboundConnector } from './getOutboundConnector.ts';
import { getRecipient } from './getRecipient.ts';
import { getRemoteDomain } from './getRemoteDomain.ts';
import { getTransportRule } from './getTransportRule.ts';
import { getUser } from './getUser.ts';
import { newDkimSigningConfig } from './newDkimSigningConfig.ts';
import { newHostedOutboundSpamFilterPolicy } from './newHostedOutboundSpamFilterPolicy.ts';
import { newHostedOutboundSpamFilterRule } from './newHostedOutboundSpamFilterRule.ts';
import { newInboundConnector } from './newInboundConnector.ts';
import { newOutboundConnector } from './newOutboundConnector.ts';
import { newRemoteDomain } from './newRemoteDomain.ts';
import { newTransportRule } from './newTransportRule.ts';
import { removeDkimSigningConfig } from './removeDkimSigningConfig.ts';
import { removeHostedOutboundSpamFilterPolicy } from './removeHostedOutboundSpamFilterPolicy.ts';
import { removeHostedOutboundSpamFilterRule } from './removeHostedOutboundSpamFilterRule.ts';
import { removeInboundConnector } from './removeInboundConnector.ts';
import { removeOutboundConnector } from './removeOutboundConnector.ts';
import { removeRemoteDomain } from './removeRemoteDomain.ts';
import { removeTransportRule } from './removeTransportRule.ts';
import { setAcceptedDomain } from './setAcceptedDomain.ts';
import { setCASMailbox } from './setCASMailbox.ts';
import { setCASMailboxPlan } from './setCASMailboxPlan.ts';
import { setDkimSigningConfig } from './setDkimSigningConfig.ts';
import { setHostedOutboundSpamFilterPolicy } from './setHostedOutboundSpamFilterPolicy.ts';
import { setHostedOutboundSpamFilterRule } from './setHostedOutboundSpamFilterRule.ts';
import { setInboundConnector } from './setInboundConnector.ts';
import { setMailbox } from './setMailbox.ts';
import { setOrganizationConfig } from './setOrganizationConfig.ts';
import { setOutboundConnector } from './setOutboundConnector.ts';
import { setRemoteDomain } from './setRemoteDomain.ts';
import { setTransportRule } from './setTransportRule.ts';
import { validateOutboundConnector } from './validateOutboundConnector.ts';

export const cmdlets: readonly Cmdlet[] = [
  disableHostedOutboundSpamFilterRule,
  disableTransportRule,
  enableHostedOutboundSpamFilterRule,
  enableOrganizationCustomization,
  enableTransportRule,
  getAcceptedDomain,
  getCASMailbox,
  getCASMailboxPlan,
  getDkimSigningConfig,
  getHostedOutboundSpamFilterPolicy,
  getHostedOutboundSpamFilterRule,
  getInboundConnector,
  getMailbox,
  getMessageTraceV2,
  getOrganizationConfig,
  getOutboundConnector,
  getRecipient,
  getRemoteDomain,
  getTransportRule,
  getUser,
  newDkimSigningConfig,
  newHostedOutboundSpamFilterPolicy,
  newHostedOutboundSpamFilterRule,
  newInboundConnector,
  newOutboundConnector,
  newRemoteDomain,
  newTransportRule,
  removeDkimSigningConfig,
  removeHostedOutboundSpamFilterPolicy,
  removeHostedOutboundSpamFilterRule,
  removeInboundConnector,
  removeOutboundConnector,
  removeRemoteDomain,
  removeTransportRule,
  setAcceptedDomain,
  setCASMailbox,
  setCASMailboxPlan,
  setDkimSigningConfig,
  setHostedOutboundSpamFilterPolicy,
  setHostedOutboundSpamFilterRule,
  setInboundConnector,
  setMailbox,
  setOrganizationConfig,
  setOutboundConnector,
  setRemoteDomain,
  setTransportRule,
  validateOutboundConnector,
];
