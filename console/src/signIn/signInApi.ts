import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/browser';
import { startAuthentication, startRegistration } from '@simplewebauthn/browser';
import type {
  Entered,
  OpenSession,
  OwnAppPassword,
  RecoveryCodes,
  Security,
  SessionState,
  TotpKey,
} from '../../../src/doors/api/signInContract.ts';
import { ask } from '../ask.ts';

type AuthenticationOptions = Parameters<typeof startAuthentication>[0]['optionsJSON'];
type RegistrationOptions = Parameters<typeof startRegistration>[0]['optionsJSON'];

const segment = encodeURIComponent;

/** What the hub's API offers for signing in and for how one signs in. */
export const signInApi = {
  state: () => ask<SessionState>('GET', '/session'),
  byLink: (token: string) => ask<void>('POST', '/session', { token }),
  byPassword: (address: string, password: string) => ask<Entered>('POST', '/session/password', { address, password }),
  async byPasskey(): Promise<Entered> {
    const optionsJSON = await ask<AuthenticationOptions>('POST', '/session/passkey/options');
    const response: AuthenticationResponseJSON = await startAuthentication({ optionsJSON });
    return ask('POST', '/session/passkey', { response });
  },
  byTotp: (code: string) => ask<Entered>('POST', '/session/totp', { code }),
  byRecoveryCode: (code: string) => ask<Entered>('POST', '/session/recovery-code', { code }),
  sendPasswordLink: (address: string) => ask<void>('POST', '/session/password-link', { address }),
  choosePassword: (token: string, password: string) =>
    ask<Entered>('POST', '/session/new-password', { token, password }),

  security: () => ask<Security>('GET', '/me/security'),
  setPassword: (current: string, password: string) => ask<void>('PUT', '/me/password', { current, password }),
  beginTotp: () => ask<TotpKey>('POST', '/me/totp'),
  confirmTotp: (code: string) => ask<RecoveryCodes>('POST', '/me/totp/confirm', { code }),
  removeTotp: () => ask<void>('DELETE', '/me/totp'),
  newRecoveryCodes: () => ask<RecoveryCodes>('POST', '/me/recovery-codes'),
  async addPasskey(name: string): Promise<RecoveryCodes> {
    const optionsJSON = await ask<RegistrationOptions>('POST', '/me/passkeys/options');
    const response: RegistrationResponseJSON = await startRegistration({ optionsJSON });
    return ask('POST', '/me/passkeys', { name, response });
  },
  removePasskey: (id: string) => ask<void>('DELETE', `/me/passkeys/${segment(id)}`),
  sessions: async () => (await ask<{ sessions: OpenSession[] }>('GET', '/me/sessions')).sessions,
  endSession: (id: string) => ask<void>('DELETE', `/me/sessions/${segment(id)}`),
  appPasswords: async () => (await ask<{ appPasswords: OwnAppPassword[] }>('GET', '/me/app-passwords')).appPasswords,
  addAppPassword: async (name: string) =>
    (await ask<{ password: string }>('POST', '/me/app-passwords', { name })).password,
  revokeAppPassword: (id: string) => ask<void>('DELETE', `/me/app-passwords/${segment(id)}`),
};
