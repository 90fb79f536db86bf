import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startPasserelle } from '../../test/peers/passerelle.ts';
import { freePort } from '../../test/peers/ports.ts';
import { people } from '../corpus.ts';
import type { CalendarPeer } from '../dav/calendarPeer.ts';
import type { Peer } from '../peer.ts';

const name = 'passerelle';

/** This program as a user starts it: its rules on, invitations filed on calendars, SQLite, durable. */
export const passerelle: Peer = {
  name,
  async start() {
    const { hub, stop } = await startHub();
    // 250 is answered when the effect is committed: nothing is left to wait for.
    return { port: hub.smtpPort, pid: hub.pid, drained: async () => {}, stop };
  },
};

/** The same behind its LMTP door. */
export const passerelleLmtp: Peer = {
  name,
  async start() {
    const port = await freePort();
    const { hub, stop } = await startHub({ PASSERELLE_LMTP_PORT: String(port) });
    return { port, pid: hub.pid, drained: async () => {}, stop };
  },
};

/** The same, read and written by calendar programs with an app password. */
export const passerelleCalendars: CalendarPeer = {
  name,
  async start() {
    const { hub, stop } = await startHub();
    const [person = ''] = people;
    const { code, out, err } = await hub.cli('app-password', 'create', person, '--json');
    if (code !== 0) throw new Error(`app-password create ended with ${code}: ${err}`);
    const { password } = JSON.parse(out) as { password: string };
    return {
      port: Number(new URL(hub.url).port),
      pid: hub.pid,
      home: `/dav/calendars/${person}/`,
      authorization: `Basic ${Buffer.from(`${person}:${password}`).toString('base64')}`,
      stop,
    };
  },
};

async function startHub(environment: Readonly<Record<string, string>> = {}) {
  const data = mkdtempSync(join(process.cwd(), 'bench/out/data-'));
  const hub = await startPasserelle({ data, environment });
  await hub.apply(connection(hub.url));
  const stop = async () => {
    await hub.stop();
    rmSync(data, { recursive: true, force: true });
  };
  return { hub, stop };
}

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
