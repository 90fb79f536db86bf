import type { Capabilities } from '../../provider.ts';

const verified = '2026-11-25';

export const dnsCapabilities: Capabilities = {
  'proof of the domain': {
    support: 'can',
    note: 'TXT beside others, by RFC 2136 with TSIG (hmac-sha256); else typed',
    link: 'https://www.rfc-editor.org/rfc/rfc2136',
    verified,
  },
  SPF: {
    support: 'can',
    note: 'merged into the one record, refused beyond 10 lookups or 2 void ones',
    link: 'https://www.rfc-editor.org/rfc/rfc7208#section-4.6.4',
    verified,
  },
  'DKIM selector': {
    support: 'can',
    note: 'CNAME or TXT; another record of the name is never overwritten',
    link: 'https://www.rfc-editor.org/rfc/rfc6376#section-3.6',
    verified,
  },
  DMARC: {
    support: 'manual',
    note: 'advice only: a policy is the organisation’s to choose',
    link: 'https://www.rfc-editor.org/rfc/rfc7489',
    verified,
  },
  'MX of the return domain': { support: 'can', note: 'the same hosts as the domain’s own', verified },
  'MX of the domain': { support: 'cannot', note: 'looked at, never changed', verified },
  PTR: { support: 'manual', note: 'belongs to whoever gave the address', verified },
  'providers’ own APIs': {
    support: 'cannot',
    note: 'zones without RFC 2136 are typed by hand, from exact values or a zone fragment',
    verified,
  },
};
