/** Everything from ourselves, nothing inline, no frames. A page with a nonce for its styles replaces the policy by its own. */
export function contentSecurityPolicy(styleNonce?: string): string {
  const style = styleNonce === undefined ? "style-src 'self'" : `style-src 'self' 'nonce-${styleNonce}'`;
  return [
    "default-src 'self'",
    style,
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

const always = {
  'content-security-policy': contentSecurityPolicy(),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  // Calendars and traces belong to no cache; built files of the console say otherwise themselves.
  'cache-control': 'no-store',
};

/** Headers of every answer. */
export function securityHeaders(tls: boolean): Record<string, string> {
  return tls ? { ...always, 'strict-transport-security': 'max-age=31536000' } : always;
}
