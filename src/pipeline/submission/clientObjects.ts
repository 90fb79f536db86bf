/**
 * What a person's program does with whole objects (rfc4791, rfc6638): it stores, removes,
 * rewrites and moves them. Each is one unit of calendar, history and mail (law L2).
 */
import type { Calendar, CalendarObject } from '../../store/contract.ts';
import type { HubContext } from '../context.ts';
import { putClientObject } from './clientPut.ts';
import { relocateClientObject } from './clientRelocate.ts';
import { removeClientObject } from './clientRemove.ts';
import type { ChangeProblem } from './problem.ts';

/** Whether the request still holds over what is stored now; asked again whenever the decision is made again. */
export type Holds = (stored: CalendarObject | undefined) => boolean;

export interface ClientPut {
  readonly personId: string;
  readonly calendar: Calendar;
  readonly name: string;
  readonly text: string;
  readonly holds: Holds;
}

export interface ClientRemoval {
  readonly personId: string;
  readonly calendar: Calendar;
  readonly name: string;
  readonly holds: Holds;
  /** False: whoever organizes it is not told (rfc6638#8.1). */
  readonly scheduleReply: boolean;
}

export interface ClientRelocation {
  readonly personId: string;
  readonly from: { readonly calendar: Calendar; readonly name: string };
  readonly to: { readonly calendar: Calendar; readonly name: string };
  readonly keep: boolean;
  readonly overwrite: boolean;
  readonly holds: Holds;
}

export interface ClientStored {
  readonly kind: 'stored';
  readonly created: boolean;
  /** False: what is stored is not what was sent, so that it has to be read again (rfc4791#5.3.4). */
  readonly asSent: boolean;
}

export interface ClientObjects {
  put(request: ClientPut): Promise<ChangeProblem | ClientStored>;
  remove(request: ClientRemoval): Promise<ChangeProblem | { readonly kind: 'removed' }>;
  /** Within the calendars of one person; nobody is told anything (rfc6638#3.2.5). */
  relocate(request: ClientRelocation): Promise<ChangeProblem | ClientStored>;
}

export function createClientObjects(context: HubContext): ClientObjects {
  return {
    put: (request) => putClientObject(context, request),
    remove: (request) => removeClientObject(context, request),
    relocate: (request) => relocateClientObject(context, request),
  };
}
