import { connect } from 'node:net';
import type { KillMessage } from './messages.ts';

export interface Delivered {
  /** What got no 250: it has to be sent again. */
  readonly unanswered: KillMessage[];
  /** Of these, how many had been sent whole. */
  readonly uncertain: number;
}

/** Sends over several sessions until all are answered or the hub is gone. */
export async function deliver(options: {
  readonly port: number;
  readonly messages: readonly KillMessage[];
  readonly sessions: number;
  readonly answered: (message: KillMessage) => void;
}): Promise<Delivered> {
  const queue = [...options.messages];
  const unanswered: KillMessage[] = [];
  let uncertain = 0;
  const session = () =>
    new Promise<void>((resolve) => {
      const socket = connect({ port: options.port, host: '127.0.0.1', noDelay: true });
      let text = '';
      let current: KillMessage | undefined;
      let step: 'greeting' | 'hello' | 'mail' | 'rcpt' | 'data' | 'answer' | 'bye' = 'greeting';
      const next = () => {
        current = queue.shift();
        step = current === undefined ? 'bye' : 'mail';
        socket.write(current === undefined ? 'QUIT\r\n' : 'MAIL FROM:<ada@fabrikam.example>\r\n');
      };
      const read = (line: string) => {
        if (line[3] === '-') return;
        if (!/^[23]/.test(line)) throw new Error(`the hub refused at ${step}: ${line}`);
        switch (step) {
          case 'greeting':
            step = 'hello';
            socket.write('EHLO home.contoso.example\r\n');
            return;
          case 'hello':
            return next();
          case 'mail':
            step = 'rcpt';
            socket.write(`RCPT TO:<${current?.recipient}>\r\n`);
            return;
          case 'rcpt':
            step = 'data';
            socket.write('DATA\r\n');
            return;
          case 'data':
            step = 'answer';
            if (current !== undefined) socket.write(current.octets);
            return;
          case 'answer':
            if (current !== undefined) options.answered(current);
            return next();
          case 'bye':
            socket.end();
        }
      };
      socket.on('data', (piece: Buffer) => {
        text += piece.toString('latin1');
        const lines = text.split('\r\n');
        text = lines.pop() ?? '';
        for (const line of lines) read(line);
      });
      // A reset is how a killed hub looks from here; `close` follows.
      socket.on('error', () => {});
      socket.on('close', () => {
        if (current !== undefined) {
          unanswered.push(current);
          if (step === 'answer') uncertain += 1;
        }
        resolve();
      });
    });
  await Promise.all(Array.from({ length: options.sessions }, session));
  return { unanswered: [...unanswered, ...queue], uncertain };
}
