import type { Json, Observed, Wanted } from '../../../provider.ts';
import type { DesiredConnection } from '../../../types.ts';
import { type HubResource, hubKey, nameIn, type Values, valuesOf } from '../resource.ts';
import { readSetting, writeSetting } from '../wire/settings.ts';

/** Who signs in on a connector of the built-in hub: Microsoft's connectors know no SMTP AUTH. Names are `inbound/From home`, `outbound/To outside`. */
export const connectorSignIn: HubResource = {
  kind: 'connectorSignIn',
  want: (connection) => (connection.hub.kind === 'passerelle' ? signInsOf(connection) : []),
  async read({ session }, wanted) {
    const { value } = await readSetting(session, 'connectors');
    return new Map(wanted.map(({ key }): [string, Observed] => [key, observedIn(valuesOf(value), nameIn(key))]));
  },
  async write({ session }, { name: path, value }) {
    const [side = '', ...rest] = path.split('/');
    const name = rest.join('/');
    const setting = valuesOf((await readSetting(session, 'connectors')).value);
    const present = connectorsIn(setting, side).find((one) => one.name === name);
    // It went with its connector.
    if (present === undefined) return;
    const { smtpAuthUser: _, auth: __, ...other } = present;
    const changed = { ...other, ...valuesOf(value) };
    await writeSetting(session, 'connectors', { inbound: [], outbound: [], [side]: [changed] });
  },
};

function signInsOf({ home, outbound }: DesiredConnection): Wanted[] {
  const { smtpAuth } = home.copiesFrom;
  const wanted: Wanted[] = [];
  if (smtpAuth !== undefined) {
    wanted.push(
      signIn('inbound', 'From home', 'hub.inbound', { smtpAuthUser: smtpAuth }, `The home signs in as ${smtpAuth}`),
    );
  }
  if (outbound.via === 'home' && outbound.auth !== undefined) {
    const { user } = outbound.auth;
    wanted.push(
      signIn(
        'outbound',
        'To outside',
        'hub.outbound.outside',
        { auth: { ...outbound.auth } },
        `The hub signs in as ${user}`,
      ),
    );
  }
  return wanted;
}

function signIn(side: 'inbound' | 'outbound', name: string, step: string, value: Values, title: string): Wanted {
  return {
    ...{ key: hubKey('connectorSignIn', `${side}/${name}`), step, phase: side, title, value },
    why: 'Known by its sign-in; the file holds a reference to the password, never the password.',
    heading: `${side === 'inbound' ? 'Inbound' : 'Outbound'} connector '${name}'`,
    ...{
      reversible: true,
      touches: [],
      needs: [hubKey(`${side}Connector`, name)],
      call: 'PUT /api/v1/settings/connectors',
    },
  };
}

function observedIn(setting: Values, path: string): Observed {
  const [side = '', ...rest] = path.split('/');
  const found = connectorsIn(setting, side).find((one) => one.name === rest.join('/'));
  const { smtpAuthUser, auth } = found ?? {};
  if (smtpAuthUser !== undefined) return { kind: 'there', value: { smtpAuthUser }, owner: 'unmarkable' };
  if (auth !== undefined) return { kind: 'there', value: { auth }, owner: 'unmarkable' };
  return { kind: 'absent' };
}

function connectorsIn(setting: Values, side: string): Values[] {
  const listed: Json | undefined = setting[side];
  return Array.isArray(listed) ? listed.map(valuesOf) : [];
}
