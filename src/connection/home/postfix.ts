import { localPart } from '../../mail/address.ts';
import type { DesiredConnection } from '../types.ts';
import type { HomeInstructions } from './guided.ts';

/**
 * A copy goes to the same local part at a domain that exists on this Postfix only, and
 * smtp_generic_maps turns it back on the way out: unlike always_bcc, this keeps the
 * envelope recipient. A transport of its own keeps the rewriting off all other mail.
 */
export const postfix: HomeInstructions = {
  copies: ({ domain, people }, hubHost) => [
    'main.cf: recipient_bcc_maps = hash:/etc/postfix/passerelle_copies',
    ...people.flatMap(({ address, aliases }) =>
      [address, ...aliases].map((one) => `passerelle_copies: ${one} ${copyOf(one, domain)}`),
    ),
    `main.cf: transport_maps = inline:{ ${copyDomain(domain)}=passerelle:[${hubHost}]:25 }`,
    'the port after the host is the one the hub takes mail on (PASSERELLE_SMTP_PORT)',
    'master.cf: passerelle unix - - n - - smtp -o smtp_generic_maps=pcre:/etc/postfix/passerelle_generic',
    `passerelle_generic: /^(.+)@${escaped(copyDomain(domain))}$/ $1@${domain}`,
    'then: postmap /etc/postfix/passerelle_copies && postfix reload',
  ],
  returnDomain: ({ home, domain }) => [
    `main.cf: virtual_alias_domains = ${home.returnDomain}`,
    'main.cf: virtual_alias_maps = pcre:/etc/postfix/passerelle_return',
    `passerelle_return: /^(.+)@${escaped(home.returnDomain)}$/ $1@${domain}`,
  ],
  answers: ({ domain, people }, answers) => [
    'main.cf: sender_bcc_maps = hash:/etc/postfix/passerelle_answers',
    ...people.flatMap(({ address, aliases }) =>
      [address, ...aliases].map((one) => `passerelle_answers: ${one} ${copyOf(answers, domain)}`),
    ),
    'then: postmap /etc/postfix/passerelle_answers && postfix reload',
  ],
};

function copyDomain(domain: DesiredConnection['domain']): string {
  return `passerelle-copy.${domain}`;
}

function copyOf(address: string, domain: string): string {
  return `${localPart(address)}@${copyDomain(domain)}`;
}

function escaped(domain: string): string {
  return domain.replaceAll('.', '\\.');
}
