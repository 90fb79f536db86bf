import type { Failure } from '../../src/doors/api/contract.ts';

/** What the hub refused, in its own words. */
export class ApiFailure extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, { code, message }: Failure['error']) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Asks `/api/v1`; rejects with `ApiFailure` where the hub refuses. */
export async function ask<Result>(method: string, path: string, body?: unknown): Promise<Result> {
  const json =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const answer = await fetch(`/api/v1${path}`, { method, credentials: 'same-origin', ...json });
  const text = await answer.text();
  const read = parsed(text);
  if (answer.ok) return read as Result;
  throw new ApiFailure(answer.status, failureIn(read) ?? { code: 'unreadable', message: answer.statusText });
}

function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function failureIn(read: unknown): Failure['error'] | undefined {
  return typeof read === 'object' && read !== null && 'error' in read ? (read as Failure).error : undefined;
}
