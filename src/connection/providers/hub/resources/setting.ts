import type { Json, Observed, Phase, Wanted } from '../../../provider.ts';
import type { DesiredConnection } from '../../../types.ts';
import { type HubResource, hubKey, nameIn } from '../resource.ts';
import { readSetting, writeSetting } from '../wire/settings.ts';

/** What the built-in hub has and Microsoft has no wire for. */
export const setting: HubResource = {
  kind: 'setting',
  want: (connection) => (connection.hub.kind === 'passerelle' ? settingsOf(connection) : []),
  async read({ session }, wanted) {
    const seen = wanted.map(async ({ key }): Promise<[string, Observed]> => {
      const { value, etag } = await readSetting(session, nameIn(key));
      return [key, { kind: 'there', value, owner: 'unmarkable', ...(etag === undefined ? {} : { version: etag }) }];
    });
    return new Map(await Promise.all(seen));
  },
  async write({ session }, { name, value, before }) {
    if (value === undefined) return;
    await writeSetting(session, name, value, before.kind === 'there' ? before.version : undefined);
  },
};

function settingsOf({ organisation, booking, meetings, home, signIn, rooms }: DesiredConnection): Wanted[] {
  const { returnDomain, answers, authservId, freeBusyUrl } = home;
  const bridge = {
    returnDomain,
    ...(answers === undefined ? {} : { answersAddress: answers }),
    ...(authservId === undefined ? {} : { authservId }),
    ...(freeBusyUrl === undefined ? {} : { freeBusyUrl }),
  };
  const tentative = booking.reply === 'tentative' ? 'the organizer is answered tentatively' : 'nobody is answered';
  return [
    wantedSetting(
      'organisation',
      'hub.organisation',
      'domain',
      { name: organisation },
      {
        title: `Organisation ${organisation}`,
        why: 'What people see.',
      },
    ),
    wantedSetting(
      'booking',
      'hub.booking',
      'settings',
      { ...booking },
      {
        title: `Booking: unauthenticated ${booking.unauthenticated}, answer ${booking.reply}`,
        why: `An invitation is filed by how well its sender is known; ${tentative}.`,
      },
    ),
    wantedSetting(
      'meetings',
      'hub.meetings',
      'settings',
      meetings.urlTemplate === undefined ? {} : { urlTemplate: meetings.urlTemplate },
      { title: `Meetings: ${meetings.urlTemplate ?? 'without join link'}`, why: 'Where a meeting is joined.' },
    ),
    wantedSetting('bridge', 'hub.bridge', 'settings', bridge, {
      title: `Bridge: return domain ${returnDomain}${answers === undefined ? '' : `, answers at ${answers}`}`,
      why: 'What comes back from the home is told from what is new.',
    }),
    wantedSetting('signIn', 'hub.signIn', 'settings', asJson(signIn), {
      title: `Sign-in: second factor for ${signIn.mfa}${signIn.oidc === undefined ? '' : `, identity provider ${signIn.oidc.issuer}`}`,
      why: 'How people and administrators come to the console.',
    }),
    wantedSetting('rooms', 'hub.rooms', 'settings', asJson({ rooms: roomsOf(rooms) }), {
      title: `Rooms and equipment: ${rooms.length}`,
      why: 'They answer by themselves whoever books them.',
    }),
  ];
}

function roomsOf(rooms: DesiredConnection['rooms']) {
  const inOrder = rooms.toSorted((one, other) => (one.address < other.address ? -1 : 1));
  return inOrder.map(({ address, name, aliases, timeZone, language, ...resource }) => {
    return { address, name, aliases, timeZone, language, resource };
  });
}

/** Without what is undefined. */
function asJson(value: object): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}

function wantedSetting(
  name: string,
  step: string,
  phase: Phase,
  value: Json,
  text: { readonly title: string; readonly why: string },
): Wanted {
  return {
    ...{ key: hubKey('setting', name), step, phase, ...text, value, reversible: true, touches: [] },
    call: `PUT /api/v1/settings/${name}`,
  };
}
