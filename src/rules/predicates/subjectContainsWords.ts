import { z } from 'zod';
import { words } from '../fields.ts';
import type { PredicateForm } from '../form.ts';
import { compileWords } from '../words.ts';

export const subjectContainsWords: PredicateForm<'SubjectContainsWords'> = {
  schema: z.strictObject({ type: z.literal('SubjectContainsWords'), words }),
  compile(predicate) {
    const contains = compileWords(predicate.words);
    return (facts) => contains(facts.subject);
  },
};
