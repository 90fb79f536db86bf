import type { DavAnswer } from './exchange.ts';
import { d, type Name } from './xml/names.ts';
import { document, element, type XmlContent } from './xml/write.ts';

/** A refusal that names the condition that was not met (rfc4918#16), with a sentence for people. */
export function precondition(
  status: 403 | 404 | 409 | 412 | 507,
  condition: Name,
  explanation: string,
  ...inside: readonly XmlContent[]
): DavAnswer {
  const body = document(d('error'), element(condition, ...inside), element(d('responsedescription'), explanation));
  return { status, type: 'application/xml; charset=utf-8', body };
}
