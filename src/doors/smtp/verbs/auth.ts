import { type Credentials, decodeBase64, readPlain } from '../../../platform/sasl.ts';
import { stackOf } from '../content/transfer.ts';
import { replies } from '../replies.ts';
import type { Dialog, Verb } from '../verb.ts';

/** rfc4954#4: PLAIN (rfc4616) and LOGIN, under TLS only. */
export const auth: Verb = {
  name: 'AUTH',
  legal: ['ready'],
  run(dialog, argument) {
    if (!dialog.connection.tls) return dialog.mistake(replies.authNeedsTls);
    if (dialog.connection.authenticatedAs !== undefined) return dialog.mistake(replies.authAlready);
    const [mechanism = '', initial, ...more] = argument.split(' ');
    if (more.length > 0) return dialog.mistake(replies.authMalformed);
    // rfc4954#4: '=' is an empty initial response.
    const response = initial === '=' ? '' : initial;
    switch (mechanism.toUpperCase()) {
      case 'PLAIN':
        return plain(dialog, response);
      case 'LOGIN':
        return login(dialog, response);
      default:
        return dialog.mistake(replies.authMechanismUnknown);
    }
  },
};

function plain(dialog: Dialog, initial: string | undefined): void {
  const take = (response: string) => {
    const credentials = readPlain(response);
    if (credentials) check(dialog, credentials);
    else dialog.mistake(replies.authMalformed);
  };
  if (initial === undefined) ask(dialog, replies.authPlainContinue, take);
  else take(initial);
}

function login(dialog: Dialog, initial: string | undefined): void {
  const takeUser = (first: string) => {
    const user = decodeBase64(first);
    if (!user) return dialog.mistake(replies.authMalformed);
    ask(dialog, replies.authLoginPassword, (second) => {
      const password = decodeBase64(second);
      if (password) check(dialog, { user, password });
      else dialog.mistake(replies.authMalformed);
    });
  };
  if (initial === undefined) ask(dialog, replies.authLoginUser, takeUser);
  else takeUser(initial);
}

function ask(dialog: Dialog, challenge: string, take: (response: string) => void): void {
  dialog.expectLine((response) => {
    // rfc4954#4: a lone * cancels.
    if (response === '*') dialog.mistake(replies.authCancelled);
    else take(response);
  });
  dialog.reply(challenge);
}

function check(dialog: Dialog, { user, password }: Credentials): void {
  const { connection, room, visitor } = dialog;
  const checked = room.intake.authenticate(connection, user, password);
  dialog.wait(
    checked,
    (good) => {
      if (!good) {
        room.log.warn({ connection: connection.id, remoteAddress: connection.remoteAddress }, 'AUTH failed');
        return dialog.mistake(replies.authFailed);
      }
      dialog.connection = { ...connection, authenticatedAs: user };
      if (!dialog.bound()) visitor.earnedTrust = true;
      dialog.reply(replies.authenticated);
    },
    (fault) => {
      room.log.error({ connection: connection.id, stack: stackOf(fault) }, 'AUTH not checked');
      dialog.reply(replies.authFault);
    },
  );
}
