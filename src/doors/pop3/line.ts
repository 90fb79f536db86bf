/** What comes of waiting for a line. */
export type Line =
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'tooLong' }
  /** A CR or LF that is no CRLF: nobody honest sends one. */
  | { readonly kind: 'bareLineEnd' }
  /** The peer sends no more. */
  | { readonly kind: 'ended' }
  /** The door closes. */
  | { readonly kind: 'leaving' };

/** The first line of what is unread, without its CRLF, and the rest. No line: its end has not come. */
export function takeLine(unread: Buffer, maxOctets: number): { readonly line?: Line; readonly rest: Buffer } {
  const feed = unread.indexOf('\n');
  const octets = feed < 0 ? unread.length : feed + 1;
  if (octets > maxOctets) return { line: { kind: 'tooLong' }, rest: unread };
  if (feed < 0) return { rest: unread };
  // Copied no further than the line: the rest is a view of the same chunk.
  const rest = unread.subarray(feed + 1);
  const text = unread.toString('utf8', 0, Math.max(0, feed - 1));
  if (unread[feed - 1] !== 0x0d || text.includes('\r')) return { line: { kind: 'bareLineEnd' }, rest };
  return { line: { kind: 'line', text }, rest };
}
