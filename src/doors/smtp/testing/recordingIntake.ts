import type { Connection, Envelope } from '../../../mail/envelope.ts';
import { refuse } from '../../../mail/refusal.ts';
import type { Incoming, IncomingResult, Intake } from '../../../pipeline/intake.ts';

export interface Recorded {
  readonly envelope: Envelope;
  content: string;
  state: 'arriving' | 'committed' | 'refused' | 'faulty' | 'aborted';
}

export interface RecordingIntake extends Intake {
  readonly messages: Recorded[];
  readonly connections: Connection[];
}

/**
 * An intake that remembers. Local parts say what it does: `unknown` is refused at RCPT, `blocked`
 * at MAIL, `faulty` throws there, `full` is refused at the end over LMTP; content with `X-Refuse:`
 * is refused, with `X-Fault:` ends in a fault. The password is `right`.
 */
export function recordingIntake(overrides: Partial<Intake> = {}): RecordingIntake {
  const messages: Recorded[] = [];
  const connections: Connection[] = [];
  const accepted = { kind: 'accepted', text: 'committed' } as const;
  return {
    messages,
    connections,
    trusted: () => false,
    authenticate: async (_connection, _user, password) => password === 'right',
    sender(connection, address) {
      connections.push(connection);
      if (address.startsWith('faulty@')) throw new Error('the directory is gone');
      return address.startsWith('blocked@') ? refuse(550, '5.7.1', 'Sender blocked') : undefined;
    },
    recipient: (_connection, _sender, { address }) =>
      address.startsWith('unknown@') ? refuse(550, '5.1.1', 'No such person') : undefined,
    begin(envelope): Incoming {
      const recorded: Recorded = { envelope, content: '', state: 'arriving' };
      messages.push(recorded);
      return {
        write(piece) {
          recorded.content += piece.toString('latin1');
        },
        async end(): Promise<IncomingResult> {
          if (recorded.content.includes('X-Fault:')) {
            recorded.state = 'faulty';
            throw new Error('the store is gone');
          }
          const isRefused = recorded.content.includes('X-Refuse:');
          recorded.state = isRefused ? 'refused' : 'committed';
          return {
            outcome: isRefused ? refuse(554, '5.6.0', 'Content refused') : accepted,
            ...(envelope.connection.protocol === 'LMTP' && !isRefused
              ? {
                  perRecipient: envelope.recipients.map(({ address }) =>
                    address.startsWith('full@') ? refuse(452, '4.2.2', `Mailbox of ${address} full`) : accepted,
                  ),
                }
              : {}),
          };
        },
        abort() {
          recorded.state = 'aborted';
        },
      };
    },
    ...overrides,
  };
}
