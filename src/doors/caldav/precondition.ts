import type { DavAnswer } from './exchange.ts';
import { dav, type Name } from './xml/names.ts';
import { document, element } from './xml/write.ts';

/** A refusal that names the condition that was not met (rfc4918#16), with a sentence for people. */
export function precondition(status: 403 | 409, condition: Name, explanation: string): DavAnswer {
  const body = document(
    { namespace: dav, local: 'error' },
    element(condition),
    element({ namespace: dav, local: 'responsedescription' }, explanation),
  );
  return { status, type: 'application/xml; charset=utf-8', body };
}
