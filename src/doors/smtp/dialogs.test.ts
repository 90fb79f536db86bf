import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, it } from 'node:test';
import { setImmediate as turnOfLoop } from 'node:timers/promises';
import type { Client } from './testing/client.ts';
import { type DialogScript, readDialog } from './testing/dialog.ts';
import { openDoor } from './testing/openDoor.ts';
import type { Recorded } from './testing/recordingIntake.ts';

const scripts = globSync('dialogs/*.dialog', { cwd: import.meta.dirname })
  .sort()
  .map((path) => ({ name: basename(path, '.dialog'), script: readDialog(read(path)) }));

/** How the client's octets are cut. */
const cuts: Readonly<Record<string, (client: Client, script: DialogScript) => Promise<string[]>>> = {
  async 'turn by turn'(client, { turns }) {
    const lines: string[] = [];
    for (const { send, expect } of turns) {
      if (send !== '') client.send(send);
      for (const _ of expect) lines.push((await client.line()) ?? 'closed');
    }
    return lines;
  },
  async 'octet by octet'(client, { turns }) {
    for (const { send } of turns) {
      for (const octet of send) {
        client.send(octet);
        await turnOfLoop();
      }
    }
    return readAll(client, turns.flatMap(({ expect }) => expect).length);
  },
  async 'all at once'(client, { turns }) {
    client.send(turns.map(({ send }) => send).join(''));
    return readAll(client, turns.flatMap(({ expect }) => expect).length);
  },
};

describe('dialogs', () => {
  for (const { name, script } of scripts) {
    for (const [cut, play] of Object.entries(cuts)) {
      it(`${script.title} (${name}, ${cut})`, async () => {
        await using house = await openDoor({ protocol: script.protocol, limits: script.limits });
        const client = house.knock();
        const lines = await play(client, script);
        const expected = script.turns.flatMap(({ expect }) => expect);
        assert.deepEqual(
          lines.map((line, index) => line.slice(0, expected[index]?.length)),
          expected,
        );
        if (script.closes) assert.equal(await client.line(), undefined);
        assert.deepEqual(house.intake.messages.map(describeMessage), script.messages);
      });
    }
  }
});

async function readAll(client: Client, count: number): Promise<string[]> {
  const lines: string[] = [];
  while (lines.length < count) lines.push((await client.line()) ?? 'closed');
  return lines;
}

function describeMessage({ state, envelope, content }: Recorded): string {
  const recipients = envelope.recipients.map(({ address }) => address).join(',');
  return `${state} ${envelope.sender} ${recipients} ${state === 'aborted' ? '-' : JSON.stringify(content)}`;
}

function read(path: string): string {
  return readFileSync(join(import.meta.dirname, path), 'utf8');
}
