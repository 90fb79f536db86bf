import type { PartStat } from '../types.ts';

/** What a meeting message asks or tells ([MS-OXCICAL] 2.1.3.1.1.1). */
export type MeetingKind =
  | { readonly method: 'REQUEST' | 'CANCEL' }
  | { readonly method: 'REPLY'; readonly partStat: PartStat };

/** [MS-OXTNEF] 2.1.3.3.4: attMessageClass has the names of Microsoft Mail, which are older and shorter. */
const kinds: ReadonlyMap<string, MeetingKind> = new Map<string, MeetingKind>([
  ['ipm.schedule.meeting.request', { method: 'REQUEST' }],
  ['ipm.microsoft schedule.mtgreq', { method: 'REQUEST' }],
  ['ipm.schedule.meeting.canceled', { method: 'CANCEL' }],
  ['ipm.microsoft schedule.mtgcncl', { method: 'CANCEL' }],
  ['ipm.schedule.meeting.resp.pos', { method: 'REPLY', partStat: 'ACCEPTED' }],
  ['ipm.microsoft schedule.mtgrespp', { method: 'REPLY', partStat: 'ACCEPTED' }],
  ['ipm.schedule.meeting.resp.neg', { method: 'REPLY', partStat: 'DECLINED' }],
  ['ipm.microsoft schedule.mtgrespn', { method: 'REPLY', partStat: 'DECLINED' }],
  ['ipm.schedule.meeting.resp.tent', { method: 'REPLY', partStat: 'TENTATIVE' }],
  ['ipm.microsoft schedule.mtgrespa', { method: 'REPLY', partStat: 'TENTATIVE' }],
]);

/** Undefined for a class that is no meeting message; a form of somebody's own counts as what it is made of (`….Request.Fabrikam`). */
export function meetingKind(messageClass: string): MeetingKind | undefined {
  let name = messageClass.trim().toLowerCase();
  while (name !== '') {
    const kind = kinds.get(name);
    if (kind) return kind;
    name = name.slice(0, Math.max(0, name.lastIndexOf('.')));
  }
  return undefined;
}
