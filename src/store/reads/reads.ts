import type { Reads } from '../contract.ts';
import { auditReads } from './audit.ts';
import { calendarReads } from './calendar.ts';
import { collectionReads } from './collections.ts';
import { configurationReads } from './configuration.ts';
import { connectionJournalReads } from './connectionJournal.ts';
import { mailboxReads } from './content.ts';
import { graphRecordReads } from './graphRecords.ts';
import { holdingReads } from './holding.ts';
import { inboxReads } from './inbox.ts';
import { jobReads } from './jobs.ts';
import { ledgerReads } from './ledger.ts';
import { noticeChoiceReads } from './noticeChoices.ts';
import type { Source } from './rows.ts';
import { secretReads } from './secrets.ts';
import { sharingReads } from './sharing.ts';
import { signInReads } from './signIn.ts';
import { traceReads } from './trace.ts';

/** Every read of the contract, over one engine's way to answer a query. */
export function createReads(source: Source): Reads {
  return {
    ...calendarReads(source),
    ...collectionReads(source),
    ...holdingReads(source),
    ...inboxReads(source),
    ...ledgerReads(source),
    ...jobReads(source),
    ...mailboxReads(source),
    ...traceReads(source),
    ...configurationReads(source),
    ...secretReads(source),
    ...graphRecordReads(source),
    ...sharingReads(source),
    ...noticeChoiceReads(source),
    ...signInReads(source),
    ...auditReads(source),
    ...connectionJournalReads(source),
  };
}
