import SMTPConnection from 'nodemailer/lib/smtp-connection';

/** A message on its way over real SMTP on this machine. */
export interface Posting {
  readonly port: number;
  /** What is said in EHLO. */
  readonly greeting: string;
  /** '' is the null sender. */
  readonly from: string;
  readonly to: readonly string[];
  readonly octets: Buffer;
  /** rfc3461#4.1, where the server offers it. */
  readonly notify?: 'NEVER';
}

/** Refused for good: no use to try again. */
export class Refused extends Error {}

/** One connection, one message. Rejects with `Refused` for a 5xx, with an Error otherwise. */
export async function post({ port, greeting, from, to, octets, notify }: Posting): Promise<void> {
  const connection = new SMTPConnection({
    host: '127.0.0.1',
    port,
    name: greeting,
    // Between the two is nobody who could listen.
    ignoreTLS: true,
    connectionTimeout: 5000,
    allowInternalNetworkInterfaces: true,
  });
  try {
    await new Promise<void>((resolve, reject) => {
      connection.on('error', reject);
      connection.on('end', () => reject(new Error('the connection ended')));
      connection.connect((fault) => (fault ? reject(fault) : resolve()));
    });
    await new Promise<void>((resolve, reject) => {
      connection.on('error', reject);
      connection.on('end', () => reject(new Error('the connection ended')));
      const envelope = {
        from: from === '' ? (false as const) : from,
        to: [...to],
        use8BitMime: true,
        ...(notify === undefined ? {} : { dsn: { notify } }),
      };
      connection.send(envelope, octets, (fault) => {
        if (!fault) resolve();
        else reject((fault.responseCode ?? 0) >= 500 ? new Refused(fault.response ?? fault.message) : fault);
      });
    });
  } finally {
    if (!connection.destroyed) connection.quit();
  }
}
