/**
 * The mail that brings a link to choose a password: to the home mailbox only, which is
 * whose owner the address names. Its text lies in the store encrypted until it is sent,
 * as passed mail does: what is in the store signs nobody in.
 */

import { createContentCipher } from '../../delivery/contentCipher.ts';
import type { Person } from '../../directory/types.ts';
import { composeMessage } from '../../mail/compose.ts';
import { mailDate } from '../../mail/mailDate.ts';
import { originHeaderName, signOrigin } from '../../mail/origin.ts';
import type { Job, Write } from '../../store/contract.ts';
import type { HubContext } from '../context.ts';
import { routeHubMail } from '../submission/route.ts';
import type { SignInGround } from './parts.ts';

/** A link lives an hour: mail that comes later is of no use. */
const lifetime = 3600 * 1000;

export function createLinkMail(context: HubContext): SignInGround['mailLink'] {
  return async (person, url, writes) => {
    const route = routeHubMail(context.directory(), person.address);
    const home = route.kind === 'person' ? route.home : undefined;
    if (home === undefined) {
      context.log.warn({ person: person.id }, 'no way to her home mailbox: a link to set a password was not sent');
      return false;
    }
    const at = context.clock.now();
    const { message, messageId } = compose(context, person, url, at);
    const split = message.indexOf('\r\n\r\n') + 4;
    const contentId = context.random.uuid();
    const key = context.random.bytes(32);
    const octets = createContentCipher(key, contentId).update(message.subarray(split));
    const job: Job = {
      id: context.random.uuid(),
      idempotencyKey: `password link ${contentId}`,
      connector: home.connector.name,
      // rfc3834#3.1: nobody wants to hear that it did not arrive.
      sender: '',
      recipient: home.address,
      messageId,
      message: { type: 'content', contentId, key, header: message.subarray(0, split) },
      notify: ['NEVER'],
      smtpUtf8: Buffer.byteLength(home.address) !== home.address.length,
      origin: 'hub',
      ...{ createdAt: at, dueAt: at, expiresAt: at + lifetime, attempts: 0, lastError: '', delayNotified: false },
    };
    const content: Write = { type: 'addContent', contentId, sequence: 0, octets, at };
    const outcome = await context.store.commit([...writes, content, { type: 'enqueue', job }]);
    if (outcome === 'conflict') throw new Error('a new link was there already');
    context.wakeDelivery();
    return true;
  };
}

function compose(context: HubContext, person: Person, url: string, at: number) {
  const { domain, organisation } = context.directory();
  const { hostname, random, originKeys } = context;
  const messageId = `<${random.uuid()}@${domain || hostname}>`;
  const origin = signOrigin({
    ...{ keyId: originKeys.current.id, key: originKeys.current.key, messageId },
    ...{ recipient: person.address, at, hops: 0 },
  });
  const words = texts[person.language];
  const message = composeMessage({
    headers: [
      ['From', `postmaster@${domain || hostname}`],
      ['To', person.address],
      ['Subject', words.subject(organisation)],
      ['Date', mailDate(at)],
      ['Message-ID', messageId],
      // rfc3834#5.1
      ['Auto-Submitted', 'auto-generated'],
      [originHeaderName, origin],
    ],
    body: { kind: 'text', type: 'text/plain', text: words.body(person.name, organisation, url) },
  });
  return { message, messageId };
}

const texts = {
  en: {
    subject: (organisation: string) => `Your password for the calendar of ${organisation}`,
    body: (name: string, organisation: string, url: string) =>
      `Hello ${name},\n\nopen this address to choose a password for the calendar of ${organisation}:\n\n${url}\n\n` +
      'It works once, within an hour. If you did not ask for it, ignore this message: nothing has changed.\n',
  },
  fr: {
    subject: (organisation: string) => `Votre mot de passe pour l’agenda de ${organisation}`,
    body: (name: string, organisation: string, url: string) =>
      `Bonjour ${name},\n\nouvrez cette adresse pour choisir un mot de passe pour l’agenda de ${organisation} :\n\n${url}\n\n` +
      'Elle sert une fois, pendant une heure. Si vous n’avez rien demandé, ignorez ce message : rien n’a changé.\n',
  },
};
