import type { State } from '../cmdlets/cmdlet.ts';
import { invalidValue } from '../frame/failure.ts';
import { type Family, flagIn } from './family.ts';

/** Whether what the hub sends by MX for a domain is signed. The keys are RSA 2048, made when they are first needed. */
export const dkimSigningConfig: Family<{ readonly enabled: boolean }> = {
  kind: 'dkimSigningConfig',
  noun: 'DKIM signing configuration',
  defaults: { Enabled: true, HeaderCanonicalization: 'Relaxed', BodyCanonicalization: 'Relaxed' },
  bagOf: ({ enabled }) => ({ Enabled: enabled }),
  bodyOf(_name, bag) {
    return { enabled: flagIn(bag, 'Enabled') };
  },
  about: ({ name }) => ({
    Domain: name,
    Algorithm: 'RsaSHA256',
    IncludeSignatureCreationTime: true,
    Selector1KeySize: 2048,
    // Whether the record is published is for whoever asks DNS to say.
    Status: 'NotChecked',
  }),
};

export function checkDkim(domain: string, keySize: number | undefined, { directory }: State): void {
  if (keySize !== undefined && keySize !== 2048) throw invalidValue('KeySize: the keys of this hub have 2048 bits.');
  if (!directory.acceptedDomains.some(({ name }) => name.toLowerCase() === domain.toLowerCase())) {
    throw invalidValue(`The domain "${domain.slice(0, 253)}" isn't an accepted domain of the organization.`);
  }
}
