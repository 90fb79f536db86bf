import type { PlanStep } from '../steps/step.ts';
import type { DesiredConnection, HomeKind } from '../types.ts';
import { exchangeServer } from './exchangeServer.ts';
import { gmail } from './gmail.ts';
import { googleWorkspace } from './googleWorkspace.ts';
import { postfix } from './postfix.ts';
import { smtp } from './smtp.ts';

/** What is typed at a home of one kind, as exact lines or values. */
export interface HomeInstructions {
  /** Every copy of the people's mail goes to the hub, with its envelope recipient. */
  copies(connection: DesiredConnection, hubHost: string): readonly string[];
  /** The home answers at the return domain for everybody it knows. */
  returnDomain(connection: DesiredConnection): readonly string[];
  /** Answers to invitations that people send from the home are copied to the answers address. */
  answers(connection: DesiredConnection, answers: string, hubHost: string): readonly string[];
}

const instructions: { readonly [Kind in HomeKind]: HomeInstructions } = {
  postfix,
  smtp,
  gmail,
  'google-workspace': googleWorkspace,
  'exchange-server': exchangeServer,
};

/** Steps at the home: exact values for whoever administers it, since nothing here logs in there. */
export function planHome(connection: DesiredConnection): PlanStep[] {
  const { home, hub, domain } = connection;
  const hubHost = hub.kind === 'passerelle' ? (URL.parse(hub.url)?.hostname ?? '') : '';
  const at = instructions[home.kind];
  const steps = [
    manual(
      'home.return-domain',
      `At the home: accept ${home.returnDomain} for everybody of ${domain}`,
      at.returnDomain(connection),
    ),
    manual('home.copies', `At the home: copy incoming mail of these people to the hub at ${hubHost}`, [
      ...at.copies(withRooms(connection), hubHost),
      ...roomAddresses(connection),
    ]),
  ];
  if (home.answers !== undefined) {
    const detail = at.answers(connection, home.answers, hubHost);
    steps.push(
      manual('home.answers', `At the home: copy answers to invitations to ${home.answers}, by the hub`, detail),
    );
  }
  return steps;
}

/** Mail for a room is copied as a person's is. */
function withRooms(connection: DesiredConnection): DesiredConnection {
  const rooms = connection.rooms.map((room) => ({ ...room, licence: '', forwarding: 'home' as const }));
  return { ...connection, people: [...connection.people, ...rooms] };
}

function roomAddresses({ rooms }: DesiredConnection): string[] {
  const addresses = rooms.map(({ address }) => address).join(', ');
  return rooms.length === 0 ? [] : [`each room needs a mailbox at the home that takes its mail: ${addresses}`];
}

function manual(id: string, title: string, detail: readonly string[]): PlanStep {
  return { id, title, state: 'manual', reversible: true, detail };
}
