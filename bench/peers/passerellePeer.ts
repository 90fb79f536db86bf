import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startPasserelle } from '../../test/peers/passerelle.ts';
import { people } from '../corpus.ts';
import type { Peer } from '../peer.ts';

/** This program as a user starts it: its rules on, invitations filed on calendars, SQLite, durable. */
export const passerelle: Peer = {
  name: 'passerelle',
  async start() {
    const data = mkdtempSync(join(process.cwd(), 'bench/out/data-'));
    const hub = await startPasserelle({ data });
    await hub.apply(connection(hub.url));
    return {
      port: hub.smtpPort,
      pid: hub.pid,
      // 250 is answered when the effect is committed: nothing is left to wait for.
      drained: async () => {},
      async stop() {
        await hub.stop();
        rmSync(data, { recursive: true, force: true });
      },
    };
  },
};

/** Copies come from this machine; nobody listens where hub mail would go, and nothing is sent there. */
export function connection(url: string): string {
  return `organisation: Contoso Landscaping
domain: contoso.example
hub: { kind: passerelle, url: '${url}' }
home:
  kind: smtp
  smartHost: 127.0.0.1:9
  returnDomain: g.contoso.example
  copiesFrom: [127.0.0.1/32]
  authservId: mx.contoso.example
dns: { kind: manual }
people:
${people.map((address) => `  - { address: ${address}, name: ${address.split('@')[0]}, licence: essentials, timeZone: Europe/Paris, language: en }`).join('\n')}
booking: { ownOrganisation: tentative, knownCorrespondent: tentative, authenticatedStranger: tentative, unauthenticated: hold, reply: none }
`;
}
