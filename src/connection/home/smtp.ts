import type { HomeInstructions } from './guided.ts';

/** Any mail server: what it has to do, in SMTP's own words. */
export const smtp: HomeInstructions = {
  copies: ({ people }, hubHost) => [
    `deliver each incoming message to its mailbox, and send it again by SMTP to ${hubHost}, with the same sender and recipient in the envelope`,
    ...people.map(({ address }) => `for ${address}`),
  ],
  returnDomain: ({ home, domain }) => [
    `take mail for NAME@${home.returnDomain} and put it into the mailbox of NAME@${domain}`,
  ],
  answers: (_connection, answers, hubHost) => [
    `send each calendar answer (text/calendar; method=REPLY) that people send outside once more, by SMTP to ${hubHost}, for ${answers}`,
  ],
};
