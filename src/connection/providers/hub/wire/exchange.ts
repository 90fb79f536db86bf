/**
 * Exchange's InvokeCommand: one cmdlet a call, or ten in a batch. Errors are read in the
 * order in which Exchange means them; a batch is told apart by id alone, since cmdlets that
 * change something answer with nothing.
 */
import { HubError } from './hubError.ts';
import { type Answer, exchangeScope, messageOf, type Session } from './session.ts';

export interface Cmdlet {
  readonly name: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** One object as a cmdlet told it, without OData's annotations. */
export type Row = Readonly<Record<string, unknown>>;

const pageSize = 1000;
/** Pages beyond which a hub is not believed to end. */
const mostPages = 1000;
const batchSize = 10;
/** A system mailbox that every organisation has: routes the call to the right place. */
const systemMailbox = 'SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}';

export async function invoke(session: Session, cmdlet: Cmdlet): Promise<Row[]> {
  const rows: Row[] = [];
  let url = `${session.address.exchange}/InvokeCommand`;
  for (let page = 0; page < mostPages; page += 1) {
    const answer = await session.ask({
      method: 'POST',
      url,
      scope: exchangeScope,
      headers: headersOf(session),
      body: inputOf(cmdlet),
    });
    rows.push(...rowsOf(answer, cmdlet.name));
    const next = answer.body['@odata.nextLink'];
    if (typeof next !== 'string') return rows;
    // The same body again, at the address of the next page, and only at the hub's own.
    if (new URL(next).origin !== new URL(session.address.exchange).origin) {
      throw new HubError(0, 'foreign-page', 'the hub led to a page of somebody else');
    }
    url = next;
  }
  throw new HubError(0, 'endless-pages', `${cmdlet.name} did not end after ${mostPages} pages`);
}

/** What came of each, in the order in which they were given: the rows, or the error. */
export async function invokeAll(session: Session, cmdlets: readonly Cmdlet[]): Promise<(Row[] | HubError)[]> {
  const results: (Row[] | HubError)[] = [];
  for (let at = 0; at < cmdlets.length; at += batchSize) {
    results.push(...(await invokeBatch(session, cmdlets.slice(at, at + batchSize))));
  }
  return results;
}

async function invokeBatch(session: Session, cmdlets: readonly Cmdlet[]): Promise<(Row[] | HubError)[]> {
  const ids = cmdlets.map(() => session.random.uuid());
  const answer = await session.ask({
    method: 'POST',
    url: `${session.address.exchange}/$batch`,
    scope: exchangeScope,
    headers: { ...headersOf(session), prefer: `odata.maxpagesize=${pageSize};odata.continue-on-error` },
    body: {
      requests: cmdlets.map((cmdlet, index) => ({
        id: ids[index],
        method: 'POST',
        url: `${session.address.exchange}/InvokeCommand?`,
        headers: { 'Content-Type': 'application/json' },
        body: inputOf(cmdlet),
      })),
    },
  });
  if (answer.status !== 200) throw errorOf(answer, '$batch');
  const responses = Array.isArray(answer.body.responses) ? (answer.body.responses as unknown[]) : [];
  const byId = new Map(responses.filter(isResponse).map((response) => [response.id, response]));
  return Promise.all(
    cmdlets.map(async (cmdlet, index) => {
      const response = byId.get(ids[index] ?? '');
      // What nobody answered for has not succeeded.
      if (response === undefined) return new HubError(0, 'unanswered', `the batch said nothing of ${cmdlet.name}`);
      const body = typeof response.body === 'object' && response.body !== null ? (response.body as Row) : {};
      // One that was throttled, or has more pages, is asked again by itself.
      if (response.status === 429 || response.status >= 500 || typeof body['@odata.nextLink'] === 'string') {
        return invoke(session, cmdlet).catch(asHubError);
      }
      try {
        return rowsOf({ status: response.status, body }, cmdlet.name);
      } catch (fault) {
        return asHubError(fault);
      }
    }),
  );
}

function asHubError(fault: unknown): HubError {
  if (fault instanceof HubError) return fault;
  throw fault;
}

interface BatchResponse {
  readonly id: string;
  readonly status: number;
  readonly body?: unknown;
}

function isResponse(value: unknown): value is BatchResponse {
  if (typeof value !== 'object' || value === null) return false;
  return 'id' in value && typeof value.id === 'string' && 'status' in value && typeof value.status === 'number';
}

function inputOf({ name, parameters }: Cmdlet): object {
  return { CmdletInput: { CmdletName: name, Parameters: parameters } };
}

function headersOf({ address }: Session): Record<string, string> {
  return {
    prefer: `odata.maxpagesize=${pageSize}`,
    'x-anchormailbox': `APP:${systemMailbox}@${address.tenant}`,
  };
}

function rowsOf(answer: Answer, cmdlet: string): Row[] {
  if (answer.status < 200 || answer.status >= 300) throw errorOf(answer, cmdlet);
  const { value } = answer.body;
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new HubError(0, 'malformed', `${cmdlet} answered with no list`);
  return value.map((row: unknown) => (typeof row === 'object' && row !== null ? plain(row as Row) : {}));
}

/** Without `X@odata.type`, `X@data.type` and the like. */
function plain(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !name.includes('@')));
}

/** `error.details[].message` is `ErrorId|ExceptionType|text`; then the inner exception; then the message. */
function errorOf({ status, body }: Answer, cmdlet: string): HubError {
  const error = typeof body.error === 'object' && body.error !== null ? (body.error as Row) : {};
  const details = Array.isArray(error.details) ? (error.details as unknown[]) : [];
  for (const detail of details) {
    if (typeof detail !== 'object' || detail === null || !('message' in detail)) continue;
    const [, type = '', ...text] = String(detail.message).split('|');
    if (text.length > 0) return new HubError(status, type.trim(), `${cmdlet}: ${text.join('|').slice(0, 1000)}`);
  }
  const inner = (error.innererror as Row | undefined)?.internalexception as Row | undefined;
  const said = typeof inner?.message === 'string' ? inner.message : messageOf(body);
  // An unknown cmdlet, or one that no role of this application has, is 403 and nothing.
  const nothing =
    status === 403
      ? 'there is no such cmdlet for this application: does it have the Exchange Administrator role?'
      : `answered ${status}`;
  return new HubError(
    status,
    typeof error.code === 'string' ? error.code : '',
    `${cmdlet}: ${(said ?? nothing).slice(0, 1000)}`,
  );
}
