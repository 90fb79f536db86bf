/** The values that rules are made of, as whoever writes them must write them. */
import { z } from 'zod';
import { ipRangeProblem } from '../mail/ipRanges.ts';

/** rfc5322#2.2: printable US-ASCII without the colon. */
export const headerName = z
  .string()
  .max(64)
  .regex(/^[!-9;-~]+$/, 'expected a header name');

/** One line: a rule can't smuggle a second header in. */
export const oneLine = z
  .string()
  .max(1024)
  .refine(
    (value) => ![...value].some((character) => character < ' ' && character !== '\t'),
    'expected one line of text',
  );

export const address = z
  .string()
  .max(320)
  .regex(/^[^\s@<>]+@[^\s@<>]+$/, 'expected a mail address like johanna@contoso.example');

export const addresses = z.array(address).min(1);

export const domains = z
  .array(
    z
      .string()
      .max(253)
      .regex(/^[^\s@*.]+(\.[^\s@*.]+)*$/, 'expected a domain name like contoso.example'),
  )
  .min(1);

export const words = z.array(oneLine.min(1).max(128)).min(1);

export const scope = z.enum(['InOrganization', 'NotInOrganization']);

export const ipRanges = z
  .array(
    z.string().superRefine((range, issues) => {
      const message = ipRangeProblem(range);
      if (message !== undefined) issues.addIssue({ code: 'custom', message });
    }),
  )
  .min(1);
