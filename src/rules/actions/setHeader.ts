import { z } from 'zod';
import { headerName, oneLine } from '../fields.ts';
import type { ActionForm } from '../form.ts';
import { withoutHeader } from '../headerValues.ts';

/** Sets the header to exactly one value, in place of all it had. */
export const setHeader: ActionForm<'SetHeader'> = {
  schema: z.strictObject({ type: z.literal('SetHeader'), name: headerName, value: oneLine }),
  ends: false,
  compile({ name, value }) {
    const isSubject = name.toLowerCase() === 'subject';
    return (draft) => {
      draft.headers = [...withoutHeader(draft.headers, name), { name, value }];
      if (isSubject) draft.subject = value;
    };
  },
};
