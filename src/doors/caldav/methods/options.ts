import { compliance, type DavAnswer } from '../exchange.ts';

/** Methods that do something here. */
export const allowed =
  'OPTIONS, GET, HEAD, PROPFIND, PROPPATCH, REPORT, PUT, POST, DELETE, MKCALENDAR, MKCOL, COPY, MOVE';

/** OPTIONS (rfc4918#10.1): says what we are before anybody signs in; some clients ask so first. */
export const options = async (): Promise<DavAnswer> => ({
  status: 200,
  headers: { allow: allowed, dav: compliance },
});
