import { invalidValue } from '../frame/failure.ts';
import { readTrace } from '../objects/messageTrace.ts';
import type { Cmdlet } from './cmdlet.ts';

const day = 24 * 3600 * 1000;

/** Newest first. Without dates the last 48 hours; at most ten days at a time. */
export const getMessageTraceV2: Cmdlet = {
  kind: 'reading',
  name: 'Get-MessageTraceV2',
  parameters: {
    EndDate: 'date',
    FromIP: 'string',
    MessageId: 'strings',
    MessageTraceId: 'string',
    RecipientAddress: 'strings',
    ResultSize: 'integer',
    SenderAddress: 'strings',
    StartDate: 'date',
    StartingRecipientAddress: 'string',
    Status: 'strings',
    Subject: 'string',
    SubjectFilterType: { values: ['Contains', 'EndsWith', 'StartsWith'] },
    ToIP: 'elsewhere',
  },
  read(given, { now }, { store }) {
    const until = Date.parse(given.text('EndDate') ?? new Date(now).toISOString());
    const from = Date.parse(given.text('StartDate') ?? new Date(until - 2 * day).toISOString());
    if (from > until) throw invalidValue('StartDate is later than EndDate.');
    if (until - from > 10 * day) throw invalidValue('At most 10 days of data can be returned per query.');
    const most = given.integer('ResultSize') ?? 1000;
    if (most < 1 || most > 5000) throw invalidValue('ResultSize: 1 to 5000.');
    return readTrace(store, given, { from, until, most });
  },
};
