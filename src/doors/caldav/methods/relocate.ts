import { ownerOf } from '../access.ts';
import { calendarBySlug } from '../calendars.ts';
import { conditionsOf } from '../conditions.ts';
import { type DavAnswer, type DavMethod, type DavRequest, notFound, plain } from '../exchange.ts';
import { refusal } from '../refusal.ts';
import { hrefOf, isName, type Resource, resourceOf } from '../resource.ts';

/** COPY (rfc4918#9.8) of an object to another calendar. */
export const copy: DavMethod = (request) => relocate(request, true);

/** MOVE (rfc4918#9.9) of an object, to another calendar or name. */
export const move: DavMethod = (request) => relocate(request, false);

async function relocate(request: DavRequest, keep: boolean): Promise<DavAnswer> {
  const { resource, store, owner, headers, objects } = request;
  if (resource.kind !== 'object') return plain(403, 'objects are copied and moved, collections are not');
  const target = destination(request);
  if ('status' in target) return target;
  const from = await calendarBySlug(store, owner, resource.slug);
  if (from === undefined) return notFound;
  const to = await calendarBySlug(store, owner, target.slug);
  if (to === undefined) return plain(409, 'there is no such calendar at the destination');
  const outcome = await objects.relocate({
    personId: owner.id,
    from: { calendar: from, name: resource.name },
    to: { calendar: to, name: target.name },
    keep,
    overwrite:
      String(headers.overwrite ?? 'T')
        .trim()
        .toUpperCase() !== 'F',
    holds: conditionsOf(headers, resource, owner),
  });
  if (outcome.kind === 'problem') return refusal(outcome, request);
  return outcome.created ? { status: 201, headers: { location: hrefOf(target) } } : { status: 204 };
}

/** Destination (rfc4918#10.3): on this server, among the person's own calendars. */
function destination({ person, headers }: DavRequest): (Resource & { readonly kind: 'object' }) | DavAnswer {
  const header = String(headers.destination ?? '');
  if (header === '') return plain(400, 'Destination: a URL');
  // rfc4918#9.8.5: another server's.
  if (/^https?:/i.test(header) && !isHere(header, headers.host ?? '')) {
    return plain(502, 'the destination is on another server');
  }
  const target = resourceOf(header);
  if (target?.kind !== 'object' || !isName(target.name))
    return plain(403, 'the destination is an object of a calendar');
  if (ownerOf(person, target.address) === undefined) return plain(403, 'a person changes her own calendars only');
  return target;
}

/** Ports that go without saying are said by some. */
function isHere(destination: string, host: string): boolean {
  if (!URL.canParse(destination)) return false;
  const { protocol, host: named } = new URL(destination);
  const own = `${protocol}//${host}`;
  return URL.canParse(own) && new URL(own).host === named;
}
