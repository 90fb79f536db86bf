/** What a path under /dav/ names, and the path that names it. `@` and `%40` are alike. */
export type Resource =
  | { readonly kind: 'root' }
  | { readonly kind: 'principal'; readonly address: string }
  | { readonly kind: 'home'; readonly address: string }
  /** Where invitations come in and where questions go out (rfc6638#2.1, #2.2). */
  | { readonly kind: 'inbox' | 'outbox'; readonly address: string }
  /** A copy of what came in (rfc6638#4.1). */
  | { readonly kind: 'message'; readonly address: string; readonly name: string }
  | { readonly kind: 'calendar'; readonly address: string; readonly slug: string }
  | { readonly kind: 'object'; readonly address: string; readonly slug: string; readonly name: string };

/** Reads the path of a request or of an href (rfc4918#8.3: absolute URI or absolute path); undefined when nothing can be there. */
export function resourceOf(url: string): Resource | undefined {
  const segments = segmentsOf(pathOf(url));
  if (segments === undefined || segments[0] !== 'dav') return undefined;
  const [, collection, address, slug, name, ...more] = segments;
  if (more.length > 0) return undefined;
  if (collection === undefined) return { kind: 'root' };
  if (address === undefined) return undefined;
  if (collection === 'principals') return slug === undefined ? { kind: 'principal', address } : undefined;
  if (collection !== 'calendars') return undefined;
  if (slug === undefined) return { kind: 'home', address };
  if (slug === 'inbox' && name !== undefined) return { kind: 'message', address, name };
  if (slug === 'inbox' || slug === 'outbox') return name === undefined ? { kind: slug, address } : undefined;
  return name === undefined ? { kind: 'calendar', address, slug } : { kind: 'object', address, slug, name };
}

/** The path of a resource; collections end in a slash (rfc4918#5.2). */
export function hrefOf(resource: Resource): string {
  switch (resource.kind) {
    case 'root':
      return '/dav/';
    case 'principal':
      return `/dav/principals/${segment(resource.address)}/`;
    case 'home':
      return `/dav/calendars/${segment(resource.address)}/`;
    case 'inbox':
    case 'outbox':
      return `/dav/calendars/${segment(resource.address)}/${resource.kind}/`;
    case 'message':
      return `/dav/calendars/${segment(resource.address)}/inbox/${segment(resource.name)}`;
    case 'calendar':
      return `/dav/calendars/${segment(resource.address)}/${segment(resource.slug)}/`;
    case 'object':
      return `/dav/calendars/${segment(resource.address)}/${segment(resource.slug)}/${segment(resource.name)}`;
  }
}

/** `@` may stand in a path as it is (rfc3986#3.3), and people read it so. */
function segment(text: string): string {
  return encodeURIComponent(text).replaceAll('%40', '@');
}

function pathOf(url: string): string {
  const path = url.split(/[?#]/, 1)[0] ?? '';
  return /^https?:\/\//i.test(path) && URL.canParse(path) ? new URL(path).pathname : path;
}

/** Decoded segments without empty ones; undefined when one can't be decoded. */
function segmentsOf(path: string): string[] | undefined {
  try {
    return path
      .split('/')
      .filter((part) => part !== '')
      .map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

/** Whether a last segment may be the name of something new. */
export function isName(segment: string): boolean {
  return segment !== '' && Buffer.byteLength(segment) <= 255 && !/\p{Cc}|\//u.test(segment);
}
