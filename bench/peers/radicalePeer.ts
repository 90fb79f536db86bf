import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../test/peers/ports.ts';
import { people } from '../corpus.ts';
import type { CalendarPeer } from '../dav/calendarPeer.ts';
import { endChild, spawnChild, untilListening } from '../peer.ts';

const program = '/usr/bin/radicale';

/** Radicale as Debian has it; any password is good. */
export const radicale: CalendarPeer = {
  name: 'Radicale 3.1',
  async start() {
    if (!existsSync(program)) throw new Error('radicale is not installed');
    const [person = ''] = people;
    const port = await freePort();
    const directory = mkdtempSync(join(process.cwd(), 'bench/out/radicale-'));
    const child = spawnChild(program, [
      ...['--config', '', '--hosts', `127.0.0.1:${port}`],
      ...['--auth-type', 'none', '--storage-filesystem-folder', directory],
    ]);
    const stop = async () => {
      await endChild(child);
      rmSync(directory, { recursive: true, force: true });
    };
    try {
      await untilListening(child, port);
    } catch (fault) {
      await stop();
      throw fault;
    }
    return {
      port,
      pid: child.pid ?? 0,
      home: `/${person}/`,
      authorization: `Basic ${Buffer.from(`${person}:bench`).toString('base64')}`,
      // One PUT takes it some forty milliseconds.
      fill(calendar, events) {
        const collection = join(directory, 'collection-root', person, calendar);
        for (const { name, ics } of events) writeFileSync(join(collection, name), ics);
      },
      stop,
    };
  },
};
