/**
 * Asks again until the answer is there. Real peers work in their own time: what is
 * waited for is their effect, never a number of seconds.
 * @throws with `what` when the deadline passes first.
 */
export async function eventually<Value>(
  what: string,
  ask: () => Value | undefined | Promise<Value | undefined>,
  deadlineMilliseconds = 20_000,
): Promise<Value> {
  const deadline = Date.now() + deadlineMilliseconds;
  for (;;) {
    const value = await ask();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > deadline) throw new Error(`did not happen within ${deadlineMilliseconds} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
