/** One whole reply as it goes on the wire, CRLF included. */
export type Reply = string;

/** Every reply this door gives, in one place (rfc1939#3; codes in brackets: rfc2449#8, rfc3206#4). */
export const replies = {
  greeting: ok('POP3 server ready'),
  bye: ok('Goodbye'),
  nothingDone: ok('Nothing done'),
  marksTakenBack: ok('No message is marked as deleted'),
  markedDeleted: ok('Message is deleted at QUIT'),
  sendPassword: ok('Send the password'),
  readyForTls: ok('Begin TLS negotiation'),
  capabilitiesFollow: ok('Capabilities follow'),
  messageFollows: ok('Message follows'),
  linesFollow: ok('Lines follow'),
  listFollows: ok('List follows'),
  /** rfc5034#4: an empty challenge. */
  authContinue: '+ \r\n',

  tlsNeeded: err('Passwords are taken over TLS only'),
  tlsNotOffered: err('STLS is not offered here'),
  tlsActive: err('TLS is active already'),
  plaintextAfterStls: err('Input after STLS before the TLS handshake, closing'),
  userFirst: err('USER first'),
  mechanismUnknown: err('Mechanism not offered, use PLAIN'),
  authMalformed: err('Malformed authentication response'),
  authCancelled: err('Authentication cancelled'),
  signInFailed: err('[AUTH] Address or app password not accepted'),
  tooManySignIns: err('[AUTH] Address or app password not accepted, closing'),
  inUse: err('[IN-USE] Another session has this mailbox open, try later'),

  unknownCommand: err('Command not recognized'),
  signInFirst: err('Sign in first'),
  signedInAlready: err('Signed in already'),
  noArgumentAllowed: err('No argument allowed'),
  argumentExpected: err('Argument expected'),
  noSuchMessage: err('No such message'),
  topSyntax: err('Syntax: TOP message lines'),
  messageGone: err('Message was deleted by another session'),
  lineTooLong: err('Line too long, closing'),
  bareLineEnd: err('Lines must end with CRLF, closing'),
  tooManyMistakes: err('Too many errors, closing'),

  fault: err('[SYS/TEMP] Local problem, try again later'),
  notRemoved: err('[SYS/TEMP] Messages marked as deleted were not removed'),
  tooManyConnections: err('[SYS/TEMP] Too many connections, try later'),
  shuttingDown: err('[SYS/TEMP] Shutting down, try later'),
} as const satisfies Record<string, Reply>;

/** `+OK` and numbers or an id, as STAT, LIST and UIDL answer for one message. */
export function answer(...values: readonly (string | number)[]): Reply {
  return ok(values.join(' '));
}

/** A first line, lines of ours that never begin with a dot, and the end (rfc1939#3). */
export function list(first: Reply, lines: readonly string[]): Reply {
  return `${first}${lines.map((line) => `${line}\r\n`).join('')}.\r\n`;
}

export function signedIn(messages: number, octets: number): Reply {
  return ok(`${messages} messages, ${octets} octets`);
}

function ok(text: string): Reply {
  return `+OK ${text}\r\n`;
}

function err(text: string): Reply {
  return `-ERR ${text}\r\n`;
}
