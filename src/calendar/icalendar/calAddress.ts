import { type JComponent, type JProperty, parameter, property } from './jcal.ts';

/** Mail address of a cal-address value (rfc5545#3.3.3), lower-cased; the scheme is written in any case. */
export function mailAddress(value: unknown): string {
  if (typeof value !== 'string') return '';
  const bare = value.slice(0, 7).toLowerCase() === 'mailto:' ? value.slice(7) : value;
  return bare.trim().toLowerCase();
}

export function addressOf(subject: JProperty): string {
  const written = mailAddress(subject[3]);
  // Apple writes ATTENDEE:/principal-path;EMAIL=address for people of the same server.
  return written.includes('@') && !written.startsWith('/') && !written.includes(':')
    ? written
    : mailAddress(parameter(subject, 'email')) || written;
}

export function organizerOf(component: JComponent): string | undefined {
  const organizer = property(component, 'organizer');
  return organizer ? addressOf(organizer) || undefined : undefined;
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}
