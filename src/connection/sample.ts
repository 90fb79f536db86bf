/**
 * The connection of the sample organisation, Contoso Landscaping, to a sample home on this
 * machine. `homePort` is the port of the home's SMTP server; `hubUrl` where the hub answers HTTP.
 */
export function sampleConnection({ homePort, hubUrl }: { homePort: number; hubUrl: string }): string {
  return `# The sample organisation. Copy this file to begin your own.
organisation: Contoso Landscaping
domain: contoso.example
hub: { kind: passerelle, url: '${hubUrl}' }
home:
  kind: smtp
  smartHost: 127.0.0.1:${homePort}
  returnDomain: g.contoso.example
  copiesFrom: [127.0.0.1/32]
  authservId: mx.contoso.example
  answers: answers@contoso.example
outbound: { via: home, host: '127.0.0.1:${homePort}' }
meetings: { urlTemplate: 'https://meet.contoso.example/{id}' }
dns: { kind: manual }
people:
  - address: johanna@contoso.example
    name: Johanna Winter
    aliases: [jo@contoso.example]
    licence: essentials
    timeZone: Europe/Paris
    language: fr
  - { address: jakob@contoso.example, name: Jakob Sommer, licence: essentials, timeZone: Europe/Paris, language: en }
  - { address: tomislav@contoso.example, name: Tomislav Horvat, licence: essentials, timeZone: Europe/Zagreb, language: en }
booking:
  ownOrganisation: tentative
  knownCorrespondent: tentative
  authenticatedStranger: tentative
  unauthenticated: hold
  reply: none
`;
}
