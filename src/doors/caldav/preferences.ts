import type { IncomingHttpHeaders } from 'node:http';

/** What a client would rather have (rfc7240, rfc8144). */
export interface Preferences {
  readonly minimal: boolean;
  readonly representation: boolean;
  /** The members without the collection itself (rfc8144#3). */
  readonly noRoot: boolean;
}

export function preferencesIn({ prefer, brief }: IncomingHttpHeaders): Preferences {
  const asked = String(prefer ?? '')
    .toLowerCase()
    .split(',')
    .map((one) => one.replaceAll(/[\s"]/g, ''));
  return {
    // `Brief: t` is the same wish from before the RFC, and Apple still sends it.
    minimal: asked.includes('return=minimal') || brief === 't',
    representation: asked.includes('return=representation'),
    noRoot: asked.includes('depth-noroot'),
  };
}

/** Preference-Applied (rfc7240#3), where there is anything to say. */
export function applied({ minimal, noRoot }: Preferences): Readonly<Record<string, string>> {
  const names = [...(minimal ? ['return=minimal'] : []), ...(noRoot ? ['depth-noroot'] : [])];
  return names.length === 0 ? {} : { 'preference-applied': names.join(', '), vary: 'Prefer, Brief' };
}
