import { HubError } from './hubError.ts';
import { type Answer, codeOf, graphScope, messageOf, type Request, type Session } from './session.ts';

type GraphObject = Readonly<Record<string, unknown>>;

const mostPages = 1000;

/** One call; the object that was answered, or an empty one. @throws HubError */
export async function graph(
  session: Session,
  method: Request['method'],
  path: string,
  body?: unknown,
): Promise<GraphObject> {
  const url = `${session.address.graph}${path}`;
  const answer = await session.ask({ method, url, scope: graphScope, ...(body === undefined ? {} : { body }) });
  return checked(answer, `${method} ${path.split('?', 1)[0]}`);
}

/** Every object of a collection, page after page. */
export async function graphList(session: Session, path: string): Promise<GraphObject[]> {
  const all: GraphObject[] = [];
  let url = `${session.address.graph}${path}`;
  for (let page = 0; page < mostPages; page += 1) {
    const body = checked(await session.ask({ method: 'GET', url, scope: graphScope }), `GET ${path.split('?', 1)[0]}`);
    if (!Array.isArray(body.value)) throw new HubError(0, 'malformed', `GET ${path} answered with no list`);
    all.push(...(body.value as GraphObject[]));
    const next = body['@odata.nextLink'];
    if (typeof next !== 'string') return all;
    if (new URL(next).origin !== new URL(session.address.graph).origin) {
      throw new HubError(0, 'foreign-page', 'the hub led to a page of somebody else');
    }
    url = next;
  }
  throw new HubError(0, 'endless-pages', `GET ${path} did not end after ${mostPages} pages`);
}

function checked({ status, body }: Answer, call: string): GraphObject {
  if (status >= 200 && status < 300) return body;
  throw new HubError(status, codeOf(body), `${call}: ${messageOf(body) ?? `answered ${status}`}`);
}
