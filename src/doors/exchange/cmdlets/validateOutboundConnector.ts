import { addressDomain } from '../../../mail/address.ts';
import { invalidValue } from '../frame/failure.ts';
import { find, listIn } from '../objects/family.ts';
import { outboundConnector } from '../objects/outboundConnector.ts';
import type { Cmdlet } from './cmdlet.ts';

/** Sends a message by the connector to each recipient. What came of it is told, and not kept: that is Set-OutboundConnector's. */
export const validateOutboundConnector: Cmdlet = {
  kind: 'reading',
  name: 'Validate-OutboundConnector',
  parameters: { Identity: 'string', Recipients: 'strings' },
  required: ['Identity', 'Recipients'],
  async read(given, state, outside) {
    const { name, bag } = find(outboundConnector, given.text('Identity') ?? '', state);
    const recipients = given.list('Recipients');
    if (recipients.length === 0 || recipients.length > 10) throw invalidValue('Recipients: 1 to 10 addresses.');
    const domains = listIn(bag, 'RecipientDomains');
    for (const recipient of recipients) {
      const domain = addressDomain(recipient);
      if (domain === '' || !serves(domains, domain)) {
        throw invalidValue(`The recipient ${recipient.slice(0, 320)} isn't in a domain of the connector '${name}'.`);
      }
    }
    const results = [];
    for (const recipient of recipients) {
      const { passed, detail } = await outside.validateConnector(name, recipient);
      results.push({
        TaskName: `Send test email to ${recipient}`,
        Target: recipient,
        IsTaskSuccessful: passed,
        Result: passed ? 'Succeeded' : 'Failed',
        TaskDetail: detail,
      });
    }
    return results;
  },
};

/** A connector for rules serves what the rules send it. */
function serves(domains: readonly string[], domain: string): boolean {
  if (domains.length === 0) return true;
  return domains.some(
    (pattern) =>
      pattern === '*' || pattern === domain || (pattern.startsWith('*.') && domain.endsWith(pattern.slice(1))),
  );
}
