import type { ServiceProblem } from '../../../pipeline/services.ts';

/** An expected "no" of this door; becomes Graph's error shape. `code` is one that Graph itself uses. */
export class GraphFailure extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** What the request says can't be used; the text names the field and what was expected. */
export function badRequest(message: string, code = 'ErrorInvalidRequest'): GraphFailure {
  return new GraphFailure(400, code, message);
}

export function itemNotFound(): GraphFailure {
  return new GraphFailure(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');
}

export function accessDenied(): GraphFailure {
  return new GraphFailure(403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.');
}

/** What a service answered; throws what it refused. */
export function settled<Result extends { readonly kind: string }>(result: Result | ServiceProblem): Result {
  if (!isProblem(result)) return result;
  const details = (result.details ?? []).map(({ where, message }) => ` ${where}: ${message}.`).join('');
  const text = `${result.message}${details}`;
  switch (result.status) {
    case 404:
      throw itemNotFound();
    case 403:
      throw new GraphFailure(403, 'ErrorAccessDenied', text);
    case 409:
      throw new GraphFailure(409, 'ErrorIrresolvableConflict', text);
    case 412:
      throw new GraphFailure(412, 'ErrorIrresolvableConflict', text);
    case 400:
    case 422:
      throw badRequest(text);
  }
}

function isProblem(result: { readonly kind: string }): result is ServiceProblem {
  return result.kind === 'problem';
}
