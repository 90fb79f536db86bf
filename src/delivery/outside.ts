import type { Directory } from '../directory/types.ts';
import type { Delivery } from './delivery.ts';
import { dkimRecord } from './sign/dkimKey.ts';

/** What an administrator's program asks of delivery, in plain words. */
export interface Outside {
  validateConnector(
    connector: string,
    recipient: string,
  ): Promise<{ readonly passed: boolean; readonly detail: string }>;
  /** The TXT record with the public key of a domain's hub mail (rfc6376#3.6.1); the key is made when there is none. */
  dkimRecord(domain: string): Promise<{ readonly name: string; readonly text: string }>;
}

export function outsideOf(delivery: Pick<Delivery, 'validate' | 'dkimKeys'>, directory: () => Directory): Outside {
  return {
    async validateConnector(name, recipient) {
      const connector = directory().outboundConnectors.find((each) => each.name === name);
      if (connector === undefined) return { passed: false, detail: `no outbound connector '${name}'` };
      const result = await delivery.validate(connector, recipient);
      if (result.kind === 'delivered') return { passed: true, detail: `${result.peer}: ${result.reply}` };
      return { passed: false, detail: result.reply };
    },
    dkimRecord: async (domain) => dkimRecord(await delivery.dkimKeys.of(domain)),
  };
}
