import type { DavMethod } from '../exchange.ts';
import { precondition } from '../precondition.ts';
import { dav } from '../xml/names.ts';

/** Every method that would change something: these calendars are read by CalDAV, and changed in the console. */
export const readOnly: DavMethod = async () =>
  precondition(
    403,
    { namespace: dav, local: 'need-privileges' },
    'calendars are read-only over CalDAV; events are made, changed and answered in the console',
  );
