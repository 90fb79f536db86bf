import { type Observed, ProviderRefusal, type RecordToPublish } from '../../../provider.ts';
import { openReading } from '../reading.ts';
import { type HubResource, hubKey, nameIn, textIn } from '../resource.ts';
import { graphList } from '../wire/graph.ts';
import { HubError } from '../wire/hubError.ts';
import type { Session } from '../wire/session.ts';
import { proveAndUse, servesMail } from './domain.ts';

/**
 * S4: the proof that the domain is ours, by a TXT record that the hub names. The built-in
 * hub serves one organisation on a machine of its own and asks for no proof: there it is a
 * step that nothing waits for.
 */
export const verification: HubResource = {
  kind: 'verification',
  want: ({ domain, hub }) => [
    {
      key: hubKey('verification', domain),
      step: 'hub.proof',
      phase: 'verification',
      title: `Proof that ${domain} is ours`,
      why: 'By a TXT record in DNS; the MX stays as it is.',
      value: { isVerified: true },
      reversible: hub.kind === 'passerelle',
      touches: [],
      needs: [hubKey('domain', domain)],
      permission: 'Domain.ReadWrite.All',
      call: `POST /domains/${domain}/verify`,
      ...(hub.kind === 'microsoft365'
        ? {}
        : {
            manual: {
              page: `DNS of ${domain}`,
              values: [{ name: `TXT ${domain}`, value: 'the text that the hub names; mail flows without it' }],
              provedBy: 'attestation' as const,
            },
          }),
    },
  ],
  async read(reading, wanted) {
    const domains = await reading.domains();
    const seen = wanted.map(async ({ key, manual }): Promise<[string, Observed]> => {
      const name = nameIn(key);
      const one = domains.get(name);
      // The built-in hub asked nobody: only DNS could tell, or whoever published the record.
      if (manual !== undefined || one === undefined) return [key, { kind: 'absent' }];
      if (servesMail(one)) return [key, { kind: 'there', value: { isVerified: true }, owner: 'unmarkable' }];
      if (one.isVerified === true) return [key, { kind: 'absent' }];
      const publish = await recordsOf(reading.session, name);
      return [key, { kind: 'pending', why: 'the TXT record is not seen yet', publish }];
    });
    return new Map(await Promise.all(seen));
  },
  async write({ session, connection }, { name, value }) {
    if (value === undefined) return;
    try {
      await proveAndUse(session, name, (await openReading(session, connection).domains()).get(name));
    } catch (fault) {
      if (!(fault instanceof HubError) || fault.status !== 400) throw fault;
      const why = 'the hub does not see the TXT record yet: publish it, and apply again';
      throw new ProviderRefusal('pending', 'hub.unproved', why, await recordsOf(session, name));
    }
  },
};

async function recordsOf(session: Session, domain: string): Promise<RecordToPublish[]> {
  const records = await graphList(session, `/domains/${encodeURIComponent(domain)}/verificationDnsRecords`);
  return records
    .filter((record) => textIn(record, 'recordType').toLowerCase() === 'txt')
    .map((record) => ({ name: textIn(record, 'label') || domain, type: 'TXT', value: textIn(record, 'text') }));
}
