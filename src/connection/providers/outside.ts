/** The providers of what is not the hub: DNS, and the home of whichever kind. */
import type { Clock } from '../../platform/clock.ts';
import type { Random } from '../../platform/random.ts';
import type { Provider } from '../provider.ts';
import type { DesiredConnection } from '../types.ts';
import { createDnsProvider, type DnsProvider } from './dns/provider.ts';
import type { DnsNeeds } from './dns/want.ts';
import { createGoogleProvider } from './google/provider.ts';
import type { HubMail } from './hubMail.ts';
import { postfixCommands } from './postfix/commands.ts';
import { createPostfixProvider } from './postfix/provider.ts';
import { probeRecipient } from './recipientProbe.ts';
import { createSmtpProvider } from './smtp/provider.ts';

export interface OutsideParts {
  readonly clock: Clock;
  readonly random: Random;
  /** `env:NAME` or `file:/path`; see platform/secretReference.ts. */
  readSecret(reference: string): string;
  /** `PASSERELLE_RESOLVER`. */
  readonly resolver?: string | undefined;
  /** What the hub asks of DNS, and the MX that was seen first. */
  readonly needs: DnsNeeds;
  /** Where Passerelle takes mail; without a host the one of hub.url is meant, without a port 25. */
  readonly mail: Partial<HubMail>;
}

export function createDns({ dns }: Pick<DesiredConnection, 'dns'>, parts: OutsideParts): DnsProvider {
  return createDnsProvider({ ...parts, dns });
}

export function createHome({ home }: Pick<DesiredConnection, 'home'>, parts: OutsideParts): Provider {
  const { mail, clock, random, readSecret, needs } = parts;
  switch (home.kind) {
    case 'postfix':
      return createPostfixProvider({ configDirectory: home.configDirectory, commands: postfixCommands, mail });
    case 'google-workspace':
      return createGoogleProvider({
        home,
        mail,
        clock,
        readSecret,
        sendingAddresses: needs.sendingAddresses,
        probe: probeRecipient,
        wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
        chance: () => random.bytes(2).readUInt16BE() / 65_536,
      });
    case 'smtp':
    case 'exchange-server':
    case 'gmail':
      return createSmtpProvider(home.kind, { home, mail, probe: probeRecipient });
  }
}
