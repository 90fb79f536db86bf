/** Every cmdlet; the table of contents of the door. */
import type { Cmdlet } from './cmdlet.ts';
import { disableTransportRule } from './disableTransportRule.ts';
import { enableTransportRule } from './enableTransportRule.ts';
import { getAcceptedDomain } from './getAcceptedDomain.ts';
import { getInboundConnector } from './getInboundConnector.ts';
import { getOutboundConnector } from './getOutboundConnector.ts';
import { getTransportRule } from './getTransportRule.ts';
import { newInboundConnector } from './newInboundConnector.ts';
import { newOutboundConnector } from './newOutboundConnector.ts';
import { newTransportRule } from './newTransportRule.ts';
import { removeInboundConnector } from './removeInboundConnector.ts';
import { removeOutboundConnector } from './removeOutboundConnector.ts';
import { removeTransportRule } from './removeTransportRule.ts';
import { setAcceptedDomain } from './setAcceptedDomain.ts';
import { setInboundConnector } from './setInboundConnector.ts';
import { setOutboundConnector } from './setOutboundConnector.ts';
import { setTransportRule } from './setTransportRule.ts';
import { validateOutboundConnector } from './validateOutboundConnector.ts';

export const cmdlets: readonly Cmdlet[] = [
  disableTransportRule,
  enableTransportRule,
  getAcceptedDomain,
  getInboundConnector,
  getOutboundConnector,
  getTransportRule,
  newInboundConnector,
  newOutboundConnector,
  newTransportRule,
  removeInboundConnector,
  removeOutboundConnector,
  removeTransportRule,
  setAcceptedDomain,
  setInboundConnector,
  setOutboundConnector,
  setTransportRule,
  validateOutboundConnector,
];
