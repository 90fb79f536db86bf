import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { sampleConnection } from '../../src/connection/sample.ts';
import { type Passerelle, startPasserelle } from '../peers/passerelle.ts';
import { freePort } from '../peers/ports.ts';

/** The real program with the sample organisation, and an app password of a person. */
export interface CalendarHub {
  readonly hub: Passerelle;
  readonly user: string;
  readonly password: string;
  /** Of her calendars. */
  readonly home: string;
  /** An empty directory of the test's. */
  readonly directory: string;
  ask(method: string, path: string, body?: string, headers?: Record<string, string>): Promise<Response>;
}

export async function openCalendarHub(t: TestContext, name = 'johanna'): Promise<CalendarHub> {
  const hub = await startPasserelle();
  t.after(() => hub.stop());
  // Nobody listens there: what would go home waits in the queue.
  await hub.apply(sampleConnection({ homePort: await freePort(), hubUrl: hub.url }));
  const user = `${name}@contoso.example`;
  const { code, out, err } = await hub.cli('app-password', 'create', user, '--json');
  if (code !== 0) throw new Error(`app-password create ended with ${code}: ${err}`);
  const { password } = JSON.parse(out) as { password: string };
  const directory = mkdtempSync(join(tmpdir(), 'passerelle-caldav-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const home = `${hub.url}/dav/calendars/${user}/`;
  return {
    hub,
    user,
    password,
    home,
    directory,
    ask: (method, path, body, headers = {}) =>
      fetch(`${home}${path}`, {
        method,
        headers: {
          authorization,
          ...(body === undefined ? {} : { 'content-type': body.startsWith('BEGIN') ? 'text/calendar' : 'text/xml' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body }),
      }),
  };
}
