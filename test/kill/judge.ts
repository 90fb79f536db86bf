import { readCalendar, unfold } from '../peers/calendar.ts';
import { startPasserelle } from '../peers/passerelle.ts';
import type { Sink } from '../peers/sink.ts';
import { eventually } from '../peers/waiting.ts';
import { people } from './connection.ts';
import type { RoundOutcome } from './round.ts';

/** What is wrong after a round: read as calendar programs and the home see it. */
export async function judge(
  ports: { readonly data: string; readonly httpPort: number; readonly smtpPort: number },
  { accepted, events }: RoundOutcome,
  home: Sink,
  summary: string,
): Promise<string[]> {
  const problems: string[] = [];
  const hub = await startPasserelle(ports);
  try {
    for (const address of people) {
      const found = await uidsOn(hub, address);
      for (const { uid, recipient } of accepted.values()) {
        const count = found.get(uid) ?? 0;
        const wanted = recipient === address ? 1 : 0;
        if (count !== wanted)
          problems.push(`${uid} stands ${count} times on the calendar of ${address}, not ${wanted}`);
      }
      if (address === people[0] || address === people[1]) {
        for (const uid of events) {
          if (found.get(uid) !== 1)
            problems.push(`event ${uid} stands ${found.get(uid) ?? 0} times on ${address}'s calendar`);
        }
      }
    }
    await eventually(
      'all that waits to leave has left',
      async () => {
        const { body } = await hub.api('GET', '/api/v1/status');
        return (body as { queue: { waiting: number } }).queue.waiting === 0;
      },
      120_000,
    );
    problems.push(...sentProblems(home, events, summary));
  } finally {
    await hub.stop();
  }
  return problems;
}

/** How often each UID stands on a calendar. */
async function uidsOn(hub: Parameters<typeof readCalendar>[0], address: string): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (const ics of await (await readCalendar(hub, address)).objects()) {
    const uid = /^UID:(.+)$/m.exec(unfold(ics))?.[1]?.trim() ?? '';
    found.set(uid, (found.get(uid) ?? 0) + 1);
  }
  return found;
}

/**
 * Each event answered 201 causes one message to the colleague and one to the guest. The
 * kill may fall between the peer's 250 and our record of it: then the same message, with
 * the same Message-ID, goes out once more (rfc5321#4.5.3.2.6), which receivers tell. A second message with
 * another Message-ID would be a doubled decision.
 */
function sentProblems(home: Sink, events: readonly string[], summary: string): string[] {
  const problems: string[] = [];
  const ids = new Map<string, Set<string>>();
  for (const { recipients, text } of home.messages) {
    if (!text.includes(summary) && !Buffer.from(text).includes(summary)) continue;
    const flat = unfold(text);
    const uid = events.find((known) => flat.includes(known)) ?? uidInBase64(flat, events);
    if (uid === undefined) continue;
    for (const recipient of recipients) {
      const key = `${uid} to ${recipient}`;
      const id = /^message-id:\s*(\S+)/im.exec(flat)?.[1] ?? '';
      ids.set(key, (ids.get(key) ?? new Set<string>()).add(id));
    }
  }
  for (const uid of events) {
    for (const recipient of ['jakob@g.contoso.example', 'ada@fabrikam.example']) {
      const count = ids.get(`${uid} to ${recipient}`)?.size ?? 0;
      if (count !== 1) problems.push(`${count} messages about event ${uid} went to ${recipient}, not 1`);
    }
  }
  return problems;
}

/** Calendar parts may travel in base64. */
function uidInBase64(text: string, events: readonly string[]): string | undefined {
  const blocks = text.match(/(?:^[A-Za-z0-9+/=]{20,}\n)+/gm) ?? [];
  const decoded = blocks.map((block) => Buffer.from(block, 'base64').toString('utf8')).join('\n');
  const flat = unfold(decoded);
  return events.find((known) => flat.includes(known));
}
