/** What a new passkey is called until she says otherwise: where it was made. */
export function passkeyName(): string {
  const platform = /\(([^;)]+)/.exec(navigator.userAgent)?.[1] ?? 'browser';
  return `${platform}, ${new Date().toISOString().slice(0, 10)}`;
}
