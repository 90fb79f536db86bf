import type { Capabilities } from '../../provider.ts';

const verified = '2026-11-25';

export const googleCapabilities: Capabilities = {
  'alias domain': {
    support: 'can',
    note: 'added and removed by the Directory API; activating Gmail for it is typed',
    link: 'https://developers.google.com/admin-sdk/directory/reference/rest/v1/domainAliases',
    verified,
  },
  'proof of the alias domain': {
    support: 'can',
    note: 'Site Verification API, DNS_TXT',
    link: 'https://developers.google.com/site-verification/v1/webResource/insert',
    verified,
  },
  people: {
    support: 'cannot',
    note: 'read only: who is missing is named',
    link: 'https://developers.google.com/admin-sdk/directory/reference/rest/v1/users/list',
    verified,
  },
  hosts: { support: 'manual', note: 'no API reads or writes mail routes', verified },
  routing: {
    support: 'manual',
    note: 'no API; proved by a probe',
    link: 'https://support.google.com/a/answer/9228551',
    verified,
  },
  'content compliance': {
    support: 'manual',
    note: 'no API writes it; the Policy API reads it, for super administrators',
    link: 'https://cloud.google.com/identity/docs/reference/rest/v1/policies/list',
    verified,
  },
  'SMTP relay service': { support: 'manual', note: 'no API', verified },
  'message into a mailbox': {
    support: 'can',
    note: 'users.messages.import, with processForCalendar',
    link: 'https://developers.google.com/gmail/api/reference/rest/v1/users.messages/import',
    verified,
  },
};
