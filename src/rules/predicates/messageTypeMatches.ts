import { z } from 'zod';
import type { Answer, PredicateForm } from '../form.ts';
import { someHeader } from '../headerValues.ts';
import type { MessageFacts } from '../types.ts';

/** Calendaring is shown by the body; the other types by the header alone. */
export const messageTypeMatches: PredicateForm<'MessageTypeMatches'> = {
  schema: z.strictObject({
    type: z.literal('MessageTypeMatches'),
    value: z.enum(['Calendaring', 'OOF', 'AutoForward', 'ReadReceipt']),
  }),
  needsBody: ({ value }) => value === 'Calendaring',
  compile({ value }) {
    switch (value) {
      case 'Calendaring':
        return (facts) => facts.calendaring;
      case 'OOF':
        return isOutOfOffice;
      case 'AutoForward':
        // Mailbox forwarding by SMTP sets no such header and does not match, as in Exchange.
        return (facts) => someHeader(facts.headers, 'x-ms-exchange-inbox-rules-loop', () => true);
      case 'ReadReceipt':
        return isReadReceipt;
    }
  },
};

function isOutOfOffice({ headers }: MessageFacts): Answer {
  return (
    someHeader(headers, 'x-auto-response-suppress', (value) => /\boof\b/i.test(value)) &&
    // rfc3834#5
    someHeader(headers, 'auto-submitted', (value) => /^\s*auto-replied\b/i.test(value))
  );
}

/** rfc8098#3 */
function isReadReceipt({ headers }: MessageFacts): Answer {
  return someHeader(headers, 'content-type', (value) => {
    const lower = value.toLowerCase();
    return lower.startsWith('multipart/report') && lower.includes('disposition-notification');
  });
}
