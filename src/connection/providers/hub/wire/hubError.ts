import type { Observed } from '../../../provider.ts';
import { ProviderRefusal } from '../../../provider.ts';

/** What the hub answered instead of what was asked; or that it did not answer. Never read as "absent". */
export class HubError extends Error {
  /** 0: no answer. */
  readonly status: number;
  /** The hub's own: an Exchange exception type, a Graph code. */
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'HubError';
    this.status = status;
    this.code = code;
  }
}

/** Whether the hub itself said that the object is not there. */
export function saysNotFound(fault: unknown): boolean {
  if (!(fault instanceof HubError)) return false;
  return (
    fault.code.endsWith('ManagementObjectNotFoundException') ||
    (fault.status === 404 && ['Request_ResourceNotFound', 'ResourceNotFound', 'not-found'].includes(fault.code))
  );
}

export function saysAlreadyThere(fault: unknown): boolean {
  if (!(fault instanceof HubError)) return false;
  return (
    /AlreadyExists/i.test(fault.code) ||
    fault.code === 'Request_MultipleObjectsWithSameKeyValue' ||
    (fault.status === 409 && fault.code === 'ObjectConflict')
  );
}

/** What a reading that failed says about its resources. */
export function observedOf(error: HubError): Observed {
  const why = textOf(error);
  if (error.status === 0 || error.status === 429 || error.status >= 500) return { kind: 'pending', why };
  // Consent and roles take minutes to be known everywhere.
  if (error.status === 401) return { kind: 'propagating', why };
  return { kind: 'unreadable', why };
}

/** What a writing that failed says about its step. */
export function refusalOf(error: HubError): ProviderRefusal {
  const seen = observedOf(error);
  const kind = seen.kind === 'pending' || seen.kind === 'propagating' ? seen.kind : 'refused';
  return new ProviderRefusal(kind, `hub.${error.code || error.status}`, textOf(error));
}

function textOf({ status, message }: HubError): string {
  if (status === 401) return `the hub does not know this application yet, or no more: ${message}`;
  if (status === 403) return `the hub does not let this application: ${message}`;
  return status === 0 ? message : `the hub answered ${status}: ${message}`;
}
