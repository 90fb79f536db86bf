import type { Observed } from '../../../provider.ts';
import { type HubResource, hubKey, nameIn, textIn } from '../resource.ts';
import { graph, graphList } from '../wire/graph.ts';
import { saysAlreadyThere, saysNotFound } from '../wire/hubError.ts';

/** S4: the organisation's domain, known at the hub. */
export const domain: HubResource = {
  kind: 'domain',
  want: (connection) => [
    {
      key: hubKey('domain', connection.domain),
      step: 'hub.domain',
      phase: 'domain',
      title: `Domain ${connection.domain} of ${connection.organisation}`,
      why: 'Before people are added, so that their addresses are those they have.',
      value: { id: connection.domain },
      reversible: true,
      touches: [],
      permission: 'Domain.ReadWrite.All',
      call: `POST /domains {"id":"${connection.domain}"}`,
    },
  ],
  async read({ session }, wanted) {
    const found = new Set((await graphList(session, '/domains')).map((one) => textIn(one, 'id').toLowerCase()));
    return new Map(
      wanted.map(({ key }): [string, Observed] => {
        const id = nameIn(key);
        if (!found.has(id)) return [key, { kind: 'absent' }];
        return [key, { kind: 'there', value: { id }, owner: 'unmarkable' }];
      }),
    );
  },
  async write({ session }, { name, value }) {
    if (value === undefined) {
      await graph(session, 'DELETE', `/domains/${encodeURIComponent(name)}`).catch(unless(saysNotFound));
      return;
    }
    await graph(session, 'POST', '/domains', { id: name }).catch(unless(saysAlreadyThere));
  },
};

/** A failure that means that it is so already is none. */
export function unless(expected: (fault: unknown) => boolean): (fault: unknown) => void {
  return (fault) => {
    if (!expected(fault)) throw fault;
  };
}
