import type { ServiceProblem } from '../../pipeline/services.ts';
import type { ErrorDetail } from '../http/server.ts';

/** An expected "no" of this door; becomes the API's error shape. */
export class Failed extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: readonly ErrorDetail[];

  constructor(status: number, code: string, message: string, details: readonly ErrorDetail[] = []) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

/** What a service answered; throws what it refused. */
export function settled<Result extends { readonly kind: string }>(result: Result | ServiceProblem): Result {
  if (isProblem(result)) throw new Failed(result.status, result.code, result.message, result.details);
  return result;
}

function isProblem(result: { readonly kind: string }): result is ServiceProblem {
  return result.kind === 'problem';
}
