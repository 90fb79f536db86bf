import { dkimSigningConfig } from '../objects/dkimSigningConfig.ts';
import { listed } from '../objects/family.ts';
import type { Cmdlet } from './cmdlet.ts';

/** The key's record is a TXT record here: there is no zone of ours that a CNAME could point into. */
export const getDkimSigningConfig: Cmdlet = {
  kind: 'reading',
  name: 'Get-DkimSigningConfig',
  parameters: { Identity: 'string' },
  read: (given, state, outside) =>
    Promise.all(
      listed(dkimSigningConfig, given, state).map(async (told) => {
        const { name, text } = await outside.dkimRecord(String(told.Domain));
        return {
          ...told,
          Selector1RecordName: name,
          Selector1PublicKey: text,
          Selector1CNAME: null,
          Selector2CNAME: null,
        };
      }),
    ),
};
