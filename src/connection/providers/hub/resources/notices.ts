import type { Json, Observed } from '../../../provider.ts';
import { type HubResource, hubKey, nameIn } from '../resource.ts';
import { readSetting, writeSetting } from '../wire/settings.ts';

/** What a person of the built-in hub is told of by mail, where she did not choose otherwise. */
export const notices: HubResource = {
  kind: 'notices',
  want: ({ people, hub }) =>
    (hub.kind === 'passerelle' ? people : []).flatMap(({ address, notices: chosen }) =>
      chosen === undefined
        ? []
        : [
            {
              key: hubKey('notices', address),
              step: 'hub.notices',
              heading: 'Notices by mail',
              phase: 'settings' as const,
              title: `Notices of ${address}`,
              why: 'She is told of what her calendar is about where she reads her mail.',
              value: { ...chosen },
              reversible: true,
              touches: [address],
              needs: [hubKey('person', address)],
              call: `PUT /api/v1/settings/notices {"people":{"${address}":${JSON.stringify(chosen)}}}`,
            },
          ],
    ),
  async read({ session }, wanted) {
    const chosen = peopleIn((await readSetting(session, 'notices')).value);
    return new Map(
      wanted.map(({ key }): [string, Observed] => {
        const value = chosen[nameIn(key)];
        return [key, value === undefined ? { kind: 'absent' } : { kind: 'there', value, owner: 'unmarkable' }];
      }),
    );
  },
  async write({ session }, { name, value }) {
    const { value: all, etag } = await readSetting(session, 'notices');
    const { [name]: _, ...others } = peopleIn(all);
    await writeSetting(
      session,
      'notices',
      { people: value === undefined ? others : { ...others, [name]: value } },
      etag,
    );
  },
};

function peopleIn(value: Json): Readonly<Record<string, Json>> {
  const people = typeof value === 'object' && value !== null && 'people' in value ? value.people : undefined;
  return typeof people === 'object' && people !== null && !Array.isArray(people)
    ? (people as Record<string, Json>)
    : {};
}
