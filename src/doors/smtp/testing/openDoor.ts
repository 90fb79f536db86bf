import { silentLog } from '../../../platform/log.ts';
import { openSmtpDoor, type SmtpDoorOptions } from '../door.ts';
import { Client } from './client.ts';
import { type RecordingIntake, recordingIntake } from './recordingIntake.ts';

/** A door on a free port of loopback, and how to knock. Ends with the `using` that holds it. */
export async function openDoor(options: Partial<SmtpDoorOptions> & { readonly intake?: RecordingIntake } = {}) {
  const intake = options.intake ?? recordingIntake();
  const door = await openSmtpDoor({
    log: silentLog,
    host: '127.0.0.1',
    port: 0,
    protocol: 'SMTP',
    hostname: 'mx.contoso.example',
    ...options,
    intake,
  });
  const clients: Client[] = [];
  return {
    door,
    intake,
    /** A client that has read nothing yet. */
    knock(): Client {
      const client = new Client(door.port);
      clients.push(client);
      return client;
    },
    /** A client that has said hello and begun a message, up to its recipients. */
    async begin(): Promise<Client> {
      const client = this.knock();
      await client.reply();
      await client.ask(`${options.protocol === 'LMTP' ? 'LHLO' : 'EHLO'} mail.fabrikam.example`);
      await client.ask('MAIL FROM:<tailspin@fabrikam.example>');
      await client.ask('RCPT TO:<johanna@contoso.example>');
      return client;
    },
    async [Symbol.asyncDispose]() {
      for (const client of clients) client.close();
      await door.close(0);
    },
  };
}
