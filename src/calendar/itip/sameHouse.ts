import { domainOf } from '../icalendar/calAddress.ts';

/** Domains whose addresses belong to anybody: there a common domain means nothing. */
const PUBLIC_PROVIDERS: ReadonlySet<string> = new Set([
  ...['gmail.com', 'googlemail.com', 'outlook.com', 'hotmail.com', 'live.com', 'msn.com', 'outlook.fr', 'hotmail.fr'],
  ...['live.fr', 'yahoo.com', 'yahoo.fr', 'yahoo.co.uk', 'ymail.com', 'aol.com', 'icloud.com', 'me.com', 'mac.com'],
  ...['gmx.com', 'gmx.net', 'gmx.de', 'web.de', 't-online.de', 'freenet.de', 'mail.com', 'proton.me', 'protonmail.com'],
  ...['orange.fr', 'wanadoo.fr', 'free.fr', 'laposte.net', 'sfr.fr', 'bbox.fr', 'fastmail.com', 'zoho.com'],
  ...[
    'mail.ru',
    'yandex.ru',
    'yandex.com',
    'qq.com',
    '163.com',
    '126.com',
    'libero.it',
    'comcast.net',
    'group.calendar.google.com',
  ],
]);

/** Whether two addresses are of one organisation's own domain, so that one may speak for the other (a delegate, an alias). */
export function sharesHouse(one: string, other: string): boolean {
  const domain = domainOf(one);
  return domain !== '' && domain === domainOf(other) && !PUBLIC_PROVIDERS.has(domain);
}
