import { createTransport } from 'nodemailer';
import type { Log } from '../platform/log.ts';

/** A copy on its way to the hub. */
export interface Copy {
  readonly sender: string;
  readonly recipient: string;
  readonly octets: Buffer;
}

/** Seconds between attempts, and how many there are: a home keeps what the hub can't take yet. */
const retrySeconds = 2;
const attempts = 300;

/** The sample home's queue of copies, in memory, over one SMTP connection, in order. */
export function openHandover(to: { port: number; name: string; log: Log }): { send(copy: Copy): void; close(): void } {
  const transport = createTransport({
    host: '127.0.0.1',
    port: to.port,
    name: to.name,
    pool: true,
    maxConnections: 1,
    ignoreTLS: true,
  });
  const waiting: Copy[] = [];
  let working = false;
  let closed = false;
  let wake: (() => void) | undefined;

  async function work(): Promise<void> {
    if (working) return;
    working = true;
    for (let copy = waiting.shift(); copy && !closed; copy = waiting.shift()) await handOver(copy);
    working = false;
  }

  async function handOver({ sender, recipient, octets }: Copy): Promise<void> {
    for (let attempt = 0; attempt < attempts && !closed; attempt++) {
      try {
        await transport.sendMail({ envelope: { from: sender, to: [recipient] }, raw: octets });
        return;
      } catch (fault) {
        const { responseCode = 0, message } = fault as { responseCode?: number; message: string };
        to.log.warn({ recipient, fault: message }, 'the hub did not take a copy');
        if (responseCode >= 500) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
          setTimeout(resolve, retrySeconds * 1000).unref();
        });
      }
    }
  }

  return {
    send(copy) {
      waiting.push(copy);
      void work();
    },
    close() {
      closed = true;
      wake?.();
      transport.close();
    },
  };
}
