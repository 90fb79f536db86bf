import { z } from 'zod';
import { headerName } from '../fields.ts';
import type { ActionForm } from '../form.ts';
import { withoutHeader } from '../headerValues.ts';

export const removeHeader: ActionForm<'RemoveHeader'> = {
  schema: z.strictObject({ type: z.literal('RemoveHeader'), name: headerName }),
  ends: false,
  compile({ name }) {
    const isSubject = name.toLowerCase() === 'subject';
    return (draft) => {
      draft.headers = withoutHeader(draft.headers, name);
      if (isSubject) draft.subject = '';
    };
  },
};
