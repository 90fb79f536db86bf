/** A home where nobody logs in from here: any SMTP server, Exchange on own servers, Gmail without a domain. */
import { localPart } from '../../../mail/address.ts';
import { exchangeServer } from '../../home/exchangeServer.ts';
import { gmail } from '../../home/gmail.ts';
import { smtp } from '../../home/smtp.ts';
import { type Observed, type Provider, ProviderRefusal, type Wanted } from '../../provider.ts';
import type { DesiredConnection } from '../../types.ts';
import { type HubMail, hubMail } from '../hubMail.ts';
import { observeRecipient, type RecipientProbe } from '../recipientProbe.ts';
import { smtpCapabilities } from './capabilities.ts';

export type GuidedHome = 'smtp' | 'exchange-server' | 'gmail';

export interface SmtpProviderOptions {
  readonly home: DesiredConnection['home'];
  /** Where Passerelle takes mail. */
  readonly mail: Partial<HubMail>;
  readonly probe: RecipientProbe;
}

const pages: Readonly<Record<GuidedHome, string>> = {
  smtp: 'the mail server of the home',
  'exchange-server': 'Exchange Management Shell of the home',
  gmail: 'mail.google.com, for each person',
};
const instructions = { smtp, gmail, 'exchange-server': exchangeServer };

export function createSmtpProvider(kind: GuidedHome, { home, mail, probe }: SmtpProviderOptions): Provider {
  return {
    name: 'smtp',
    capabilities: smtpCapabilities,
    want: (connection) => wantHome(kind, connection, hubMail(connection, mail)),
    async read(wanted) {
      const seen = await Promise.all(
        wanted.map(async (one) => [one.key, await look(one, home.smartHost, probe)] as const),
      );
      return new Map(seen);
    },
    async write(key) {
      throw new ProviderRefusal('refused', 'smtp.manual', `'${key}' is typed by hand`);
    },
  };
}

function wantHome(kind: GuidedHome, connection: DesiredConnection, hub: HubMail): Wanted[] {
  const { home, domain, people } = connection;
  const at = instructions[kind];
  const host = hub.port === 25 ? hub.host : `${hub.host}:${hub.port}`;
  const [somebody] = people;
  const byHand = (
    key: string,
    text: Pick<Wanted, 'step' | 'phase' | 'title' | 'why'>,
    lines: readonly string[],
    provedBy: 'probe' | 'attestation',
  ): Wanted => ({
    ...text,
    key: `smtp/${key}`,
    value: lines,
    reversible: true,
    touches: people.map(({ address }) => address),
    manual: { page: pages[kind], values: lines.map((value) => ({ name: '', value })), provedBy },
  });
  const local = somebody === undefined ? undefined : localPart(somebody.address);
  const wanted = [
    byHand(
      local === undefined ? 'return-domain' : `return-domain/${local}@${home.returnDomain}`,
      {
        step: 'home.return-domain',
        phase: 'return',
        title: `At the home: accept ${home.returnDomain} for everybody of ${domain}`,
        why: 'Hub mail comes in under a name that nothing copies back to the hub.',
      },
      at.returnDomain(connection),
      'probe',
    ),
  ];
  if (home.answers !== undefined) {
    wanted.push(
      byHand(
        'answers',
        {
          step: 'home.answers',
          phase: 'routing',
          title: `At the home: copy answers to invitations to ${home.answers}, by the hub`,
          why: 'An answer given at home is known to the hub, and not sent twice.',
        },
        at.answers(connection, home.answers, host),
        'attestation',
      ),
    );
  }
  const copies = {
    step: 'home.copies',
    phase: 'routing' as const,
    title: `At the home: copy incoming mail of these people to the hub at ${host}`,
    why: 'Last of all: from here on mail arrives at the hub.',
  };
  return [...wanted, byHand('copies', copies, at.copies(connection, host), 'probe')];
}

async function look({ key, value }: Wanted, smartHost: string, probe: RecipientProbe): Promise<Observed> {
  const [, what, address] = key.split('/');
  if (what !== 'return-domain' || address === undefined) return { kind: 'absent' };
  return observeRecipient(probe, smartHost, { address, value });
}
