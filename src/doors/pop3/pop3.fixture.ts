/** What the tests of the POP3 door stand on: a whole hub without doors, the sample organisation, and this one door. */
import type { TestContext } from 'node:test';
import { openTestHub } from '../../../test/flow/hub.ts';
import { createCredentials } from '../../pipeline/credentials.ts';
import { createMaildrops, type Maildrops } from '../../pipeline/maildrops.ts';
import { silentLog } from '../../platform/log.ts';
import { systemRandom } from '../../platform/random.ts';
import { Client } from '../smtp/testing/client.ts';
import { openPop3Door, type Pop3DoorOptions } from './door.ts';

/** The wire as a POP3 client sees it. */
export class Pop3Client extends Client {
  /** Lines of a multi-line reply as they came, the first one and the end left out. */
  async lines(command: string): Promise<string[]> {
    const first = await this.ask(command);
    if (first?.startsWith('+OK') !== true) throw new Error(`${command}: ${first}`);
    const lines: string[] = [];
    for (let line = await this.line(); line !== '.'; line = await this.line()) {
      if (line === undefined) throw new Error(`${command}: ended after ${lines.length} lines`);
      lines.push(line);
    }
    return lines;
  }
}

export interface PopHubOptions extends Partial<Pop3DoorOptions> {
  /** Stands before the real mailboxes. */
  readonly around?: (maildrops: Maildrops) => Maildrops;
}

export async function openPopHub(t: TestContext, { around = (same) => same, ...options }: PopHubOptions = {}) {
  const parts = await openTestHub(t);
  const { store, context } = parts;
  const credentials = createCredentials({ store, clock: context.clock, random: systemRandom });
  const maildrops = around(createMaildrops({ ...context, credentials }));
  const door = await openPop3Door({ log: silentLog, host: '127.0.0.1', port: 0, ...options, maildrops });
  const clients: Pop3Client[] = [];
  t.after(async () => {
    for (const client of clients) client.close();
    await door.close(0);
  });
  const johanna = parts.person('johanna').id;
  const password = await credentials.createAppPassword(johanna, 'mail');
  const knock = async () => {
    const client = new Pop3Client(door.port);
    clients.push(client);
    return { client, greeting: await client.line() };
  };
  return {
    ...parts,
    door,
    credentials,
    password,
    knock,
    /** A client that is signed in as johanna. */
    async enter(): Promise<Pop3Client> {
      const { client } = await knock();
      await client.ask('USER johanna@contoso.example');
      const answer = await client.ask(`PASS ${password}`);
      if (answer?.startsWith('+OK') !== true) throw new Error(answer);
      return client;
    },
    /** Puts messages into johanna's hub mailbox; their ids are m1, m2, … */
    async keep(...messages: readonly string[]): Promise<void> {
      await store.commit(
        messages.map((text, index) => ({
          type: 'putMailboxMessage',
          message: { id: `m${index + 1}`, personId: johanna, at: index, octets: Buffer.from(text, 'latin1') },
        })),
      );
    },
    /** Ids of what is in johanna's hub mailbox. */
    left: async () => (await store.reads.mailboxEntries(johanna)).map(({ id }) => id),
  };
}
