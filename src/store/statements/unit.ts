import type { Compiler, Statement } from '../compiler.ts';
import type { Write } from '../contract.ts';
import { addAudit } from './audit.ts';
import { addHistory, deleteObject, putCalendar, putObject } from './calendar.ts';
import { deleteCalendar, putProperty, requireCalendar, requireUnchanged } from './collections.ts';
import { putConfiguration } from './configuration.ts';
import { forgetJournal, putJournal } from './connectionJournal.ts';
import { addContent, deleteMailboxMessages, dropContent, pruneMailboxes, putMailboxMessage } from './content.ts';
import { deleteGraphRecord, putGraphRecord } from './graphRecords.ts';
import { hold, settleHeld } from './holding.ts';
import { deleteInboxMessage, putInboxMessage } from './inbox.ts';
import { enqueue, finishJob, postponeJob } from './jobs.ts';
import { dropLease } from './lease.ts';
import { addCorrespondent, addLedger, claimKey } from './ledger.ts';
import { putNoticeChoices } from './noticeChoices.ts';
import { prune } from './prune.ts';
import { deleteSecret, putSecret } from './secrets.ts';
import { dropShare, putShare } from './sharing.ts';
import { deleteSignIn, putSignIn } from './signIn.ts';
import { addTrace } from './trace.ts';

/** A unit as the statements to run in this order, all or none. Pure; the same queries on both engines. */
export function statementsOf(compiler: Compiler, unit: readonly Write[]): Statement[] {
  return unit.flatMap((write) => statementsFor(compiler, write));
}

function statementsFor(compiler: Compiler, write: Write): Statement[] {
  switch (write.type) {
    case 'putObject':
      return putObject(compiler, write.object, write.expect);
    case 'deleteObject':
      return deleteObject(compiler, write);
    case 'putCalendar':
      return putCalendar(compiler, write.calendar);
    case 'deleteCalendar':
      return deleteCalendar(compiler, write.calendar);
    case 'requireCalendar':
      return requireCalendar(compiler, write.calendarId);
    case 'requireUnchanged':
      return requireUnchanged(compiler, write);
    case 'putProperty':
      return putProperty(compiler, write.property);
    case 'addHistory':
      return addHistory(compiler, write.entry);
    case 'hold':
      return hold(compiler, write.held);
    case 'settleHeld':
      return settleHeld(compiler, write.id, write.state, write.at);
    case 'addLedger':
      return addLedger(compiler, write.entries);
    case 'addCorrespondent':
      return addCorrespondent(compiler, write.personId, write.address, write.at);
    case 'enqueue':
      return enqueue(compiler, write.job);
    case 'finishJob':
      return finishJob(compiler, write.id);
    case 'postponeJob':
      return postponeJob(compiler, write);
    case 'addContent':
      return addContent(compiler, write);
    case 'dropContent':
      return dropContent(compiler, write.contentId);
    case 'addTrace':
      return addTrace(compiler, write.records);
    case 'putMailboxMessage':
      return putMailboxMessage(compiler, write.message);
    case 'deleteMailboxMessages':
      return deleteMailboxMessages(compiler, write.personId, write.ids);
    case 'putInboxMessage':
      return putInboxMessage(compiler, write.message, write.keep);
    case 'deleteInboxMessage':
      return deleteInboxMessage(compiler, write.personId, write.name);
    case 'claim':
      return [claimKey(compiler, write.key, write.at)];
    case 'dropLease':
      return dropLease(compiler, write.name, write.holder);
    case 'putNoticeChoices':
      return putNoticeChoices(compiler, write.personId, write.choices);
    case 'pruneMailboxes':
      return pruneMailboxes(compiler, write.before);
    case 'putConfiguration':
      return putConfiguration(compiler, write.entries, write.expectChange);
    case 'putSecret':
      return putSecret(compiler, write.secret);
    case 'putGraphRecord':
      return putGraphRecord(compiler, write.record, write.expect);
    case 'deleteGraphRecord':
      return deleteGraphRecord(compiler, write.kind, write.id);
    case 'deleteSecret':
      return deleteSecret(compiler, write.kind, write.id);
    case 'putSignIn':
      return putSignIn(compiler, write.record, write.expect);
    case 'deleteSignIn':
      return deleteSignIn(compiler, write.kind, write.id, write.expect);
    case 'addAudit':
      return addAudit(compiler, write.record);
    case 'putShare':
      return putShare(compiler, write.share, write.at);
    case 'dropShare':
      return dropShare(compiler, write.calendarId, write.personId);
    case 'putJournal':
      return putJournal(compiler, write.records);
    case 'forgetJournal':
      return forgetJournal(compiler, write.keys);
    case 'prune':
      return prune(compiler, write);
  }
}

/** Calendars whose change number or objects the unit touches, each once and in order: PostgreSQL locks them so. */
export function calendarsOf(unit: readonly Write[]): string[] {
  const ids = new Set<string>();
  for (const write of unit) {
    if (write.type === 'putObject') ids.add(write.object.calendarId);
    if (write.type === 'deleteObject' || write.type === 'requireCalendar') ids.add(write.calendarId);
    if (write.type === 'putCalendar' || write.type === 'deleteCalendar') ids.add(write.calendar.id);
  }
  return [...ids].sort();
}
