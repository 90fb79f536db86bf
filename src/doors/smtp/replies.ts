import type { Refusal } from '../../mail/refusal.ts';

/** One whole reply as it goes on the wire, CRLF included. */
export type Reply = string;

/** Every reply this door gives, in one place (rfc5321#4.2.3, rfc3463, rfc5248). */
export const replies = {
  ok: line(250, '2.0.0', 'OK'),
  senderOk: line(250, '2.1.0', 'Sender OK'),
  recipientOk: line(250, '2.1.5', 'Recipient OK'),
  cannotVerify: line(252, '2.0.0', 'Cannot verify, send mail and see'),
  help: line(214, '2.0.0', 'See RFC 5321'),
  bye: line(221, '2.0.0', 'Closing connection'),
  startData: '354 Send the message, end with <CRLF>.<CRLF>\r\n',

  readyForTls: line(220, '2.0.0', 'Ready to start TLS'),
  tlsNotOffered: line(502, '5.5.1', 'STARTTLS is not offered here'),
  tlsActive: line(503, '5.5.1', 'TLS is active already'),
  plaintextAfterStartTls: line(554, '5.5.1', 'Input after STARTTLS before the TLS handshake, closing'),

  authenticated: line(235, '2.7.0', 'Authenticated'),
  authPlainContinue: '334 \r\n',
  /** `Username:` and `Password:`, as clients of AUTH LOGIN expect them. */
  authLoginUser: '334 VXNlcm5hbWU6\r\n',
  authLoginPassword: '334 UGFzc3dvcmQ6\r\n',
  authNeedsTls: line(538, '5.7.11', 'Encryption required for authentication'),
  authMechanismUnknown: line(504, '5.5.4', 'Mechanism not offered, use PLAIN or LOGIN'),
  authMalformed: line(501, '5.5.2', 'Malformed authentication response'),
  authCancelled: line(501, '5.7.0', 'Authentication cancelled'),
  authFailed: line(535, '5.7.8', 'Credentials not accepted'),
  authFault: line(454, '4.7.0', 'Temporary authentication failure'),
  authAlready: line(503, '5.5.1', 'Authenticated already'),
  authLineTooLong: line(500, '5.5.6', 'Authentication line too long'),

  unknownCommand: line(500, '5.5.1', 'Command not recognized'),
  lineTooLong: line(500, '5.5.2', 'Line too long'),
  bareLineEnd: line(521, '5.5.2', 'Lines must end with CRLF, closing'),
  noParametersAllowed: line(501, '5.5.4', 'No parameters allowed'),
  greetingNeedsName: line(501, '5.5.4', 'Name of the client expected'),
  mailSyntax: line(501, '5.5.4', 'Syntax: MAIL FROM:<address> [parameters]'),
  recipientSyntax: line(501, '5.5.4', 'Syntax: RCPT TO:<address> [parameters]'),
  senderMalformed: line(501, '5.1.7', 'Sender address malformed'),
  recipientMalformed: line(501, '5.1.3', 'Recipient address malformed'),
  needsSmtpUtf8: line(553, '5.6.7', 'Non-ASCII address needs SMTPUTF8'),
  parameterUnknown: line(555, '5.5.4', 'Parameter not recognized'),
  parameterMalformed: line(501, '5.5.4', 'Parameter malformed or repeated'),
  chunkSyntax: line(501, '5.5.4', 'Syntax: BDAT size [LAST], closing'),

  sayHello: line(503, '5.5.1', 'Introduce yourself first'),
  transactionUnderWay: line(503, '5.5.1', 'A transaction is under way'),
  needSender: line(503, '5.5.1', 'MAIL first'),
  needRecipient: line(503, '5.5.1', 'A valid recipient first'),
  chunksUnderWay: line(503, '5.5.1', 'BDAT or RSET expected'),

  tooManyRecipients: line(452, '4.5.3', 'Too many recipients'),
  tooFast: line(450, '4.7.1', 'Too many messages from this address, try later'),
  messageTooBig: line(552, '5.3.4', 'Message too big'),
  bareLineEndInContent: line(550, '5.5.2', 'Message has a bare CR or LF, lines must end with CRLF'),
  fault: line(451, '4.3.0', 'Local problem, try again later'),

  tooManyConnections: line(421, '4.3.2', 'Too many connections, try later'),
  tooManyFromAddress: line(421, '4.7.0', 'Too many connections from this address, try later'),
  tooManyCommands: line(421, '4.7.0', 'Too many commands in one session'),
  tooManyMistakes: line(421, '4.7.0', 'Too many errors'),
  idle: line(421, '4.4.2', 'Timeout, closing'),
  sessionTooLong: line(421, '4.4.2', 'Session lasted too long, closing'),
  shuttingDown: line(421, '4.3.2', 'Shutting down, try later'),
} as const satisfies Record<string, Reply>;

export function greeting(hostname: string, protocol: 'SMTP' | 'LMTP'): Reply {
  return `220 ${hostname} ${protocol === 'LMTP' ? 'LMTP' : 'ESMTP'} ready\r\n`;
}

/** Several lines of one reply, the last without a hyphen (rfc5321#4.2.1). */
export function multiline(code: number, lines: readonly string[]): Reply {
  return lines.map((text, index) => `${code}${index === lines.length - 1 ? ' ' : '-'}${text}\r\n`).join('');
}

export function accepted(text: string): Reply {
  return line(250, '2.0.0', printable(text));
}

export function chunkTaken(octets: number): Reply {
  return line(250, '2.0.0', `${octets} octets received`);
}

/** A refusal of the intake; a reply code that is none of a refusal's becomes our own fault. */
export function refused({ reply, status, text }: Refusal): Reply {
  return reply >= 400 && reply <= 599 ? line(reply, status, printable(text)) : replies.fault;
}

function line(code: number, status: string, text: string): Reply {
  return `${code} ${status} ${text}\r\n`;
}

/** What came from elsewhere can't break a reply line: printable US-ASCII, within 512 octets (rfc5321#4.5.3.1.5). */
function printable(text: string): string {
  return text.slice(0, 480).replace(/[^ -~]/g, '?');
}
