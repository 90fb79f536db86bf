import type { Capabilities } from '../../provider.ts';

const verified = '2026-11-25';

export const smtpCapabilities: Capabilities = {
  'return domain': {
    support: 'manual',
    note: 'typed at the home; proved by asking its mail server (RCPT), without sending anything',
    link: 'https://www.rfc-editor.org/rfc/rfc5321#section-3.3',
    verified,
  },
  copies: { support: 'manual', note: 'typed at the home; proved by a probe message', verified },
  'answers given at home': {
    support: 'manual',
    note: 'typed at the home; a consumer Gmail account copies none by itself',
    verified,
  },
};
