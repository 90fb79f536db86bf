/** People whose calendars the invitations are filed on. */
export const people = ['johanna', 'jakob', 'tomislav'].map((name) => `${name}@contoso.example`);

/** What the events of a round are called, so that their mail can be told from other rounds'. */
export const eventSummary = (round: number) => `Made in round ${round}`;

/** Mail to the home and to the outside both go to the sink. */
export const connection = (httpPort: number, homePort: number) => `organisation: Contoso Landscaping
domain: contoso.example
hub: { kind: passerelle, url: 'http://127.0.0.1:${httpPort}' }
home:
  kind: smtp
  smartHost: 127.0.0.1:${homePort}
  returnDomain: g.contoso.example
  copiesFrom: [127.0.0.1/32]
  authservId: mx.contoso.example
dns: { kind: manual }
people:
${people.map((address) => `  - { address: ${address}, name: ${address.split('@')[0]}, licence: essentials, timeZone: Europe/Paris, language: en }`).join('\n')}
booking: { ownOrganisation: tentative, knownCorrespondent: tentative, authenticatedStranger: tentative, unauthenticated: hold, reply: none }
`;
