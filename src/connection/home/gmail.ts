import type { HomeInstructions } from './guided.ts';

/** Gmail without a domain of one's own has no routing: each person forwards. */
export const gmail: HomeInstructions = {
  copies: ({ people }) => [
    'Settings > Forwarding and POP/IMAP, for each person: forward a copy of incoming mail, keep Gmail’s copy in the Inbox',
    ...people.map(({ address }) => `forward to ${address}`),
  ],
  returnDomain: ({ home }) => [
    `where ${home.returnDomain} is served: forward NAME@${home.returnDomain} to the Gmail mailbox of NAME`,
  ],
  answers: (_connection, answers) => [
    `Gmail copies no outgoing mail by itself: put ${answers} in Bcc, or answer on the hub`,
  ],
};
