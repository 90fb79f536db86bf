import { z } from 'zod';
import { decodeWords } from '../../mail/encodedWord.ts';
import { headerName } from '../fields.ts';
import type { PredicateForm } from '../form.ts';
import { someHeader } from '../headerValues.ts';
import { compilePattern, patternProblem } from '../pattern/pattern.ts';

const pattern = z.string().superRefine((text, issues) => {
  const message = patternProblem(text);
  if (message !== undefined) issues.addIssue({ code: 'custom', message });
});

export const headerMatchesPatterns: PredicateForm<'HeaderMatchesPatterns'> = {
  schema: z.strictObject({
    type: z.literal('HeaderMatchesPatterns'),
    header: headerName,
    patterns: z.array(pattern).min(1),
  }),
  compile(predicate) {
    const matchers = predicate.patterns.map(compilePattern);
    const name = predicate.header.toLowerCase();
    return (facts) =>
      someHeader(facts.headers, name, (value) => {
        const text = decodeWords(value);
        return matchers.some((matches) => matches(text));
      });
  },
};
