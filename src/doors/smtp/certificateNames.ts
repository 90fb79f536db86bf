import type { PeerCertificate, TLSSocket } from 'node:tls';

/** Names of a client certificate whose chain verified: subject CN and SAN dNSName, lower-cased; empty otherwise. */
export function certificateNames(socket: TLSSocket): string[] {
  return socket.authorized ? namesOf(socket.getPeerCertificate()) : [];
}

export function namesOf({
  subject,
  subjectaltname = '',
}: Pick<PeerCertificate, 'subject' | 'subjectaltname'>): string[] {
  const names = [subject?.CN ?? []].flat();
  // Node quotes an alternative name that could be taken for two; a certificate with such a name has none for us.
  if (!subjectaltname.includes('"')) {
    for (const entry of subjectaltname.split(', ')) if (entry.startsWith('DNS:')) names.push(entry.slice(4));
  }
  return [...new Set(names.map((name) => name.toLowerCase()).filter((name) => /^[a-z0-9*._-]+$/.test(name)))];
}
