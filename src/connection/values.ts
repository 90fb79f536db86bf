/** The values `connection.yaml` is made of; each says what it expected. */
import { isIP } from 'node:net';
import { z } from 'zod';
import { ipRangeProblem } from '../mail/ipRanges.ts';

const label = /^[\p{L}\p{N}_]([\p{L}\p{N}_-]{0,61}[\p{L}\p{N}])?$/u;

function isDomain(text: string): boolean {
  const labels = text.split('.');
  return text.length <= 253 && labels.length >= 2 && isIP(text) === 0 && labels.every((one) => label.test(one));
}

/** Where the file has no text at all, the reader's own message says so. */
function text(expected: string) {
  return z.string(`expected ${expected}`).trim().min(1, `expected ${expected}, found an empty text`);
}

export const title = text('a name').max(256, 'expected at most 256 characters');

export const domain = text('a domain name like contoso.example')
  .toLowerCase()
  .refine(isDomain, { error: ({ input }) => `expected a domain name like contoso.example, found '${input}'` });

export const address = text('a mail address like johanna@contoso.example')
  .toLowerCase()
  .refine(isAddress, {
    error: ({ input }) => `expected a mail address like johanna@contoso.example, found '${input}'`,
  });

function isAddress(input: string): boolean {
  const at = input.lastIndexOf('@');
  // rfc5321#4.5.3.1.1; dot-atoms only: nobody's mailbox needs quotes, and many homes refuse them.
  return at > 0 && at <= 64 && /^[^\s@<>()[\]\\,;:"]+$/.test(input.slice(0, at)) && isDomain(input.slice(at + 1));
}

export const smartHost = text('a host, or host:port').refine(isHost, {
  error: ({ input }) => `expected a host or host:port like mail.contoso.example:25, found '${input}'`,
});

function isHost(input: string): boolean {
  if (isIP(input) !== 0) return true;
  const parts = /^(\[[0-9a-fA-F:.]+\]|[^\s:[\]]+)(?::(\d{1,5}))?$/.exec(input);
  if (parts === null) return false;
  const [, host = '', port] = parts;
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65_535)) return false;
  if (host.startsWith('[')) return isIP(host.slice(1, -1)) === 6;
  return isIP(host) === 4 || isDomain(host) || label.test(host);
}

export const addressRange = text('an address range like 192.0.2.0/24').superRefine((range, issues) => {
  const message = ipRangeProblem(range);
  if (message !== undefined) issues.addIssue({ code: 'custom', message });
  else if (range.endsWith('/0')) {
    issues.addIssue({ code: 'custom', message: `'${range}' is everybody: expected the addresses of the home only` });
  }
});

export const timeZone = text('an IANA time zone like Europe/Paris').refine(isTimeZone, {
  error: ({ input }) => `expected an IANA time zone like Europe/Paris, found '${input}'`,
});

function isTimeZone(input: string): boolean {
  // Intl takes offsets like +01:00 as well, which know no daylight saving.
  if (!/^[A-Za-z]/.test(input)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: input });
    return true;
  } catch {
    return false;
  }
}

export const webAddress = text('an address like http://127.0.0.1:8080').refine(
  (input) => ['http:', 'https:'].includes(URL.parse(input)?.protocol ?? ''),
  { error: ({ input }) => `expected an http or https address, found '${input}'` },
);

/** Secrets go there, so they go encrypted; a provider on this machine may do without. */
export const issuer = webAddress.refine(isProtected, {
  error: ({ input }) => `expected an https address, found '${input}'`,
});

function isProtected(input: string): boolean {
  const url = URL.parse(input);
  return url?.protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(url?.hostname ?? '');
}

export const meetingTemplate = webAddress.refine((input) => input.includes('{id}'), {
  error: 'expected {id} in it: each meeting has its own address',
});

export const freeBusyTemplate = webAddress
  .refine((input) => input.includes('{address}'), {
    error: 'expected {address} in it: each person has busy times of her own',
  })
  .refine((input) => !/%7b|\{/i.test(URL.parse(input)?.host ?? ''), {
    error: 'expected {address} in the path: the host is the same for everybody',
  });

export const secretReference = text('env:NAME or file:/path').regex(
  /^(env:[A-Za-z_][A-Za-z0-9_]*|file:\/.+)$/,
  'expected a reference, env:NAME or file:/path: secrets are not written into this file',
);

export const absolutePath = text('a path like /etc/postfix').regex(
  /^\/[\w./-]*$/,
  'expected an absolute path of letters, digits, . _ and -',
);

export const word = text('a name without spaces').regex(/^\S+$/, 'expected a name without spaces');

export const country = text('a country like FR')
  .toUpperCase()
  .regex(/^[A-Z]{2}$/, 'expected a country of two letters like FR');

export const certificateName = text('a certificate name like mx.contoso.example')
  .toLowerCase()
  .refine((input) => isDomain(input.replace(/^\*\./, '')), {
    error: ({ input }) => `expected a certificate name like mx.contoso.example, found '${input}'`,
  });
