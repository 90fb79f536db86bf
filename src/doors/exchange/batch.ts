import { z } from 'zod';
import { plainError } from './frame/errors.ts';
import type { Answer } from './invoke.ts';

const form = z.object({
  requests: z
    .array(
      z.object({
        id: z.string().min(1).max(100),
        method: z.string().max(10),
        url: z.string().min(1).max(4000),
        headers: z.record(z.string(), z.string()).optional(),
        body: z.unknown().optional(),
      }),
    )
    .min(1)
    .max(10),
});

export type Part = z.infer<typeof form>['requests'][number];

/**
 * JSON batching (OData 4.01 JSON, 19): up to 10 cmdlets, one after the other. Without
 * `odata.continue-on-error` what comes after a failure is not done and not answered.
 */
export async function answerBatch(
  body: unknown,
  continueOnError: boolean,
  answer: (part: Part, index: number) => Promise<Answer>,
): Promise<Answer> {
  const parsed = form.safeParse(body);
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.join('.') || 'body';
    return { status: 400, body: plainError('BadRequest', `The batch is not valid: ${where}; at most 10 requests.`) };
  }
  const { requests } = parsed.data;
  if (new Set(requests.map(({ id }) => id)).size < requests.length) {
    return { status: 400, body: plainError('BadRequest', 'The batch is not valid: an id is there twice.') };
  }
  const responses = [];
  for (const [index, part] of requests.entries()) {
    const { status, body: answered } = isInvokeCommand(part)
      ? await answer(part, index)
      : { status: 404, body: plainError('NotFound', 'Only InvokeCommand can be asked in a batch.') };
    responses.push({ id: part.id, status, ...(answered !== undefined && { body: answered }) });
    if (status >= 400 && !continueOnError) break;
  }
  return { status: 200, body: { responses } };
}

function isInvokeCommand({ method, url }: Part): boolean {
  return method.toUpperCase() === 'POST' && /(^|\/)InvokeCommand$/i.test(url.split('?', 1)[0] ?? '');
}
