import type { Observed, Provider, Wanted } from '../provider.ts';
import type { DesiredConnection, HomeKind } from '../types.ts';
import { exchangeServer } from './exchangeServer.ts';
import { gmail } from './gmail.ts';
import { googleWorkspace } from './googleWorkspace.ts';
import { postfix } from './postfix.ts';
import { smtp } from './smtp.ts';
import { withRooms } from './withRooms.ts';

/** What is typed at a home of one kind, as exact lines or values. */
export interface HomeInstructions {
  /** Every copy of the people's mail goes to the hub, with its envelope recipient. */
  copies(connection: DesiredConnection, hubHost: string): readonly string[];
  /** The home answers at the return domain for everybody it knows. */
  returnDomain(connection: DesiredConnection): readonly string[];
  /** Answers to invitations that people send from the home are copied to the answers address. */
  answers(connection: DesiredConnection, answers: string, hubHost: string): readonly string[];
}

const homes: {
  readonly [Kind in HomeKind]: {
    readonly provider: Provider['name'];
    readonly instructions: HomeInstructions;
    readonly page: string;
  };
} = {
  postfix: { provider: 'postfix', instructions: postfix, page: 'files in /etc/postfix' },
  smtp: { provider: 'smtp', instructions: smtp, page: 'the mail server of the home' },
  gmail: { provider: 'google', instructions: gmail, page: 'mail.google.com, for each person' },
  'google-workspace': { provider: 'google', instructions: googleWorkspace, page: 'admin.google.com' },
  'exchange-server': { provider: 'smtp', instructions: exchangeServer, page: 'Exchange Management Shell of the home' },
};

/** A home where nobody logs in from here: exact values for whoever administers it, attested when they are typed. */
export function createGuidedHome(kind: HomeKind): Provider {
  return {
    name: homes[kind].provider,
    capabilities: {
      returnDomain: { support: 'manual', note: 'typed at the home', verified: '2026-11-25' },
      copies: { support: 'manual', note: 'typed at the home', verified: '2026-11-25' },
      answers: { support: 'manual', note: 'typed at the home', verified: '2026-11-25' },
    },
    want: wantHome,
    read: async (wanted) => new Map(wanted.map(({ key }): [string, Observed] => [key, { kind: 'absent' }])),
    async write(key) {
      throw new Error(`'${key}' is typed by hand`);
    },
  };
}

function roomAddresses({ rooms }: DesiredConnection): string[] {
  const addresses = rooms.map(({ address }) => address).join(', ');
  return rooms.length === 0 ? [] : [`each room needs a mailbox at the home that takes its mail: ${addresses}`];
}

function wantHome(connection: DesiredConnection): Wanted[] {
  const { home, hub, domain } = connection;
  const hubHost =
    hub.kind === 'passerelle' ? (URL.parse(hub.url)?.hostname ?? '') : `the MX of ${domain} at Microsoft 365`;
  const { provider, instructions, page } = homes[home.kind];
  const byHand = (name: string, text: Pick<Wanted, 'phase' | 'title' | 'why'>, lines: readonly string[]): Wanted => ({
    ...{ key: `${provider}/home/${name}`, step: `home.${name}`, ...text, value: lines, reversible: true, touches: [] },
    manual: { page, values: lines.map((value) => ({ name: '', value })), provedBy: 'attestation' },
  });
  const wanted = [
    byHand(
      'return-domain',
      {
        phase: 'return',
        title: `At the home: accept ${home.returnDomain} for everybody of ${domain}`,
        why: 'Hub mail comes in under a name that nothing copies back to the hub.',
      },
      instructions.returnDomain(connection),
    ),
    byHand(
      'copies',
      {
        phase: 'routing',
        title: `At the home: copy incoming mail of these people to the hub at ${hubHost}`,
        why: 'Last of all: from here on mail arrives at the hub.',
      },
      [...instructions.copies(withRooms(connection), hubHost), ...roomAddresses(connection)],
    ),
  ];
  if (home.answers !== undefined) {
    wanted.push(
      byHand(
        'answers',
        {
          phase: 'routing',
          title: `At the home: copy answers to invitations to ${home.answers}, by the hub`,
          why: 'An answer given at home is known to the hub, and not sent twice.',
        },
        instructions.answers(connection, home.answers, hubHost),
      ),
    );
  }
  return wanted;
}
