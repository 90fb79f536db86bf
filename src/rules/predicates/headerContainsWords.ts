import { z } from 'zod';
import { decodeWords } from '../../mail/encodedWord.ts';
import { headerName, words } from '../fields.ts';
import type { PredicateForm } from '../form.ts';
import { someHeader } from '../headerValues.ts';
import { compileWords } from '../words.ts';

export const headerContainsWords: PredicateForm<'HeaderContainsWords'> = {
  schema: z.strictObject({ type: z.literal('HeaderContainsWords'), header: headerName, words }),
  compile(predicate) {
    const contains = compileWords(predicate.words);
    const name = predicate.header.toLowerCase();
    return (facts) => someHeader(facts.headers, name, (value) => contains(decodeWords(value)));
  },
};
