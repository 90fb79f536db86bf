import type { HomeInstructions } from './guided.ts';

export const googleWorkspace: HomeInstructions = {
  copies: ({ people }, hubHost) => [
    `Apps > Google Workspace > Gmail > Hosts > Add route: name Passerelle, single host ${hubHost}, port 25, require secure transport`,
    'Gmail > Routing > Add another rule: messages to affect Inbound and Internal - receiving',
    'also deliver to > add recipients > advanced > change route: Passerelle; do not deliver spam to this recipient; suppress bounces from this recipient',
    'leave «remove attachments» off: Passerelle drops them anyway, and removing them breaks the DKIM signature',
    `account types: users; limit the rule to a group with ${people.map(({ address }) => address).join(', ') || 'the people of this connection'}`,
  ],
  returnDomain: ({ home, domain }) => [
    `Account > Domains > Manage domains > Add a domain: ${home.returnDomain}, user alias domain of ${domain}`,
  ],
  answers: (_connection, answers) => [
    'Gmail > Compliance > Content compliance: messages to affect Outbound; full headers or body contain METHOD:REPLY',
    `also deliver to > change envelope recipient to ${answers}, change route: Passerelle; suppress bounces from this recipient`,
  ],
};
