import { localPart } from '../../../mail/address.ts';
import { withRooms } from '../../home/withRooms.ts';
import type { Wanted } from '../../provider.ts';
import type { DesiredConnection } from '../../types.ts';
import { type HubMail, unknownHost } from '../hubMail.ts';

/** Begins every file that is ours as a whole. */
export const fileMark = '# Kept by Passerelle: changes made here are overwritten.';

const directory = '/etc/postfix';

/**
 * What makes a Postfix a home. A copy goes to the same local part at a domain that exists on this Postfix only, and
 * smtp_generic_maps turns it back on the way out: unlike always_bcc, this keeps the envelope recipient. A transport
 * of its own keeps the rewriting off all other mail. Only addresses of the domain are copied, never the return
 * domain's: so what the hub sends home is not sent back to it.
 */
export function wantPostfix(connection: DesiredConnection, hub: HubMail): Wanted[] {
  const { domain, home } = connection;
  const at = home.configDirectory ?? directory;
  const copied = withRooms(connection);
  const resources = [...returnDomain(connection, at), ...copies(copied, hub, at)];
  if (home.answers !== undefined) resources.push(...answers(connection, home.answers, at));
  // The parameter that starts the copying comes last.
  resources.push(
    parameter('recipient_bcc_maps', `texthash:${at}/passerelle_copies`, {
      ...copying(domain, copied),
      needs: ['postfix/file/passerelle_copies', 'postfix/main.cf/transport_maps', 'postfix/master.cf/passerelle'],
    }),
  );
  return home.configDirectory === undefined || hub.host === unknownHost ? resources.map(typed) : resources;
}

type Step = Pick<Wanted, 'step' | 'heading' | 'phase' | 'why' | 'touches'> & { readonly needs?: readonly string[] };

function returnDomain({ domain, home }: DesiredConnection, at: string): Wanted[] {
  const step: Step = {
    step: 'home.return-domain',
    heading: `At the home: accept ${home.returnDomain} for everybody of ${domain}`,
    phase: 'return',
    why: 'What the hub sends home arrives in the mailbox of whoever it is for.',
    touches: [],
  };
  return [
    file('passerelle_return', [`/^(.+)@${escaped(home.returnDomain)}$/ $1@${domain}`], step),
    parameter('virtual_alias_maps', `regexp:${at}/passerelle_return`, {
      ...step,
      needs: ['postfix/file/passerelle_return'],
    }),
    parameter('virtual_alias_domains', home.returnDomain, { ...step, needs: ['postfix/main.cf/virtual_alias_maps'] }),
  ];
}

function copying(domain: string, { people }: DesiredConnection): Step {
  return {
    step: 'home.copies',
    heading: `At the home: copy incoming mail of the people of ${domain} to the hub`,
    phase: 'routing',
    why: 'Invitations reach the hub’s calendars; mailboxes stay as they are.',
    touches: people.map(({ address }) => address),
  };
}

function copies(connection: DesiredConnection, hub: HubMail, at: string): Wanted[] {
  const { domain, people } = connection;
  const step = copying(domain, connection);
  const addresses = people.flatMap(({ address, aliases }) => [address, ...aliases]);
  const service = `passerelle unix - - n - - smtp -o smtp_generic_maps=regexp:${at}/passerelle_generic`;
  const host = `[${hub.host}]:${hub.port}`;
  return [
    file(
      'passerelle_copies',
      addresses.map((one) => `${one} ${localPart(one)}@${copyDomain(domain)}`),
      step,
    ),
    file('passerelle_generic', [`/^(.+)@${escaped(copyDomain(domain))}$/ $1@${domain}`], step),
    file('passerelle_transport', [`${copyDomain(domain)} passerelle:${host}`], step),
    {
      ...described('master.cf/passerelle', service, step),
      title: 'master.cf: a transport of its own for copies',
      needs: ['postfix/file/passerelle_generic'],
    },
    parameter('transport_maps', `texthash:${at}/passerelle_transport`, {
      ...step,
      needs: ['postfix/file/passerelle_transport', 'postfix/master.cf/passerelle'],
    }),
  ];
}

function answers({ domain, people }: DesiredConnection, address: string, at: string): Wanted[] {
  const step: Step = {
    step: 'home.answers',
    heading: `At the home: copy what these people send to ${address}, at the hub`,
    phase: 'routing',
    why: 'An answer given in the mailbox changes the hub’s calendar too; what is no answer is dropped there.',
    touches: people.map((person) => person.address),
  };
  const senders = people.flatMap((person) => [person.address, ...person.aliases]);
  return [
    file(
      'passerelle_answers',
      senders.map((one) => `${one} ${localPart(address)}@${copyDomain(domain)}`),
      step,
    ),
    parameter('sender_bcc_maps', `texthash:${at}/passerelle_answers`, {
      ...step,
      needs: ['postfix/file/passerelle_answers', 'postfix/main.cf/transport_maps', 'postfix/master.cf/passerelle'],
    }),
  ];
}

function file(name: string, lines: readonly string[], step: Step): Wanted {
  const text = [fileMark, ...lines, ''].join('\n');
  return {
    ...described(`file/${name}`, text, step),
    title: `${name}: ${lines.length} ${lines.length === 1 ? 'line' : 'lines'}`,
  };
}

function parameter(name: string, value: string, step: Step): Wanted {
  return { ...described(`main.cf/${name}`, value, step), title: `main.cf: ${name} = ${value}` };
}

function described(key: string, value: string, step: Step): Omit<Wanted, 'title'> {
  return {
    ...step,
    key: `postfix/${key}`,
    value,
    reversible: true,
    permission: 'to write the configuration directory and reload Postfix',
  };
}

/** Where the hub is not on that machine: the files, to be put there. */
function typed({ permission: _ours, ...wanted }: Wanted): Wanted {
  const [, place = '', name = ''] = wanted.key.split('/');
  const text = String(wanted.value);
  const value = place === 'main.cf' ? `${name} = ${text}` : text;
  const page =
    place === 'file' ? `${directory}/${name}` : `${directory}/${place}, then: postfix check && postfix reload`;
  return {
    ...wanted,
    manual: { page, values: [{ name: place === 'file' ? name : place, value }], provedBy: 'attestation' },
  };
}

function copyDomain(domain: string): string {
  return `passerelle-copy.${domain}`;
}

function escaped(domain: string): string {
  return domain.replaceAll('.', '\\.');
}
