/** Shapes of signing in, on both sides (see contract.ts). Times are milliseconds since 1970. */
import { z } from 'zod';
import { role } from './contract.ts';

const text = (longest: number) => z.string().max(longest);
const address = text(320).min(3);
/** Longer than any that is taken, so that the refusal says how long one may be. */
const password = text(2000);

export const stage = z.enum(['complete', 'secondFactor', 'enrolment']);
export const sessionState = z.object({
  organisation: z.string(),
  /** Whether an identity provider is set up. */
  identityProvider: z.boolean(),
  stage: z.enum(['none', ...stage.options]),
});
export type SessionState = z.infer<typeof sessionState>;
export const entered = z.object({ stage });
export type Entered = z.infer<typeof entered>;

export const passwordSignIn = z.object({ address, password });
export const codeWish = z.object({ code: text(100) });
export const passwordLinkWish = z.object({ address });
export const newPassword = z.object({ token: text(200).min(1), password });
export const passwordChange = z.object({ current: password.default(''), password });

/** As browsers write them (W3C Web Authentication, 5.1.8 and 5.1.9): checked by whoever verifies them. */
const octets = (longest: number) => text(longest).regex(/^[A-Za-z0-9_-]*$/);
const publicKeyCredential = {
  id: octets(1400).min(1),
  rawId: octets(1400),
  type: z.literal('public-key'),
  authenticatorAttachment: z.enum(['cross-platform', 'platform']).optional(),
  clientExtensionResults: z.object({}).default({}),
};
export const assertion = z.object({
  ...publicKeyCredential,
  response: z.object({
    clientDataJSON: octets(8192),
    authenticatorData: octets(8192),
    signature: octets(8192),
    userHandle: octets(200).optional(),
  }),
});
export const attestation = z.object({
  ...publicKeyCredential,
  response: z.object({
    clientDataJSON: octets(8192),
    attestationObject: octets(65_536),
    transports: z
      .array(z.enum(['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb']))
      .max(10)
      .optional(),
  }),
});
/** What the browser is asked, in its own shape. */
export const browserOptions = z.looseObject({ challenge: z.string() });
export const passkeySignIn = z.object({ response: assertion });
export const passkeyWish = z.object({ name: text(100).min(1), response: attestation });

const passkey = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: z.number(),
  usedAt: z.number().optional(),
});
export const security = z.object({
  address: z.string(),
  role,
  password: z.boolean(),
  totp: z.boolean(),
  recoveryCodes: z.number(),
  passkeys: z.array(passkey).readonly(),
  mfaRequired: z.boolean(),
});
export type Security = z.infer<typeof security>;
export const totpKey = z.object({ key: z.string(), uri: z.string() });
export type TotpKey = z.infer<typeof totpKey>;
/** Shown once; empty where she has codes already. */
export const recoveryCodes = z.object({ recoveryCodes: z.array(z.string()).readonly() });
export type RecoveryCodes = z.infer<typeof recoveryCodes>;

export const openSession = z.object({
  id: z.string(),
  /** The one that asks. */
  current: z.boolean(),
  method: z.enum(['link', 'password', 'passkey', 'identityProvider']),
  address: z.string(),
  agent: z.string(),
  createdAt: z.number(),
  seenAt: z.number(),
});
export type OpenSession = z.infer<typeof openSession>;
export const openSessions = z.object({ sessions: z.array(openSession) });

export const ownAppPassword = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: z.number(),
  /** To within ten minutes. */
  usedAt: z.number().optional(),
});
export type OwnAppPassword = z.infer<typeof ownAppPassword>;
export const ownAppPasswords = z.object({ appPasswords: z.array(ownAppPassword) });
export const ownAppPasswordWish = z.object({ name: text(100).min(1) });

export const roleWish = z.object({ role });
export const accounts = z.object({
  accounts: z.array(
    z.object({ address: z.string(), role, password: z.boolean(), totp: z.boolean(), passkeys: z.number() }),
  ),
});
export const passwordLinkDelivery = z.object({ deliver: z.enum(['mail', 'show']).default('show') });
/** `url` where it is shown. */
export const passwordLink = z.object({ url: z.string().optional() });

export const auditQuery = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  /** Only what happened before this time. */
  before: z.coerce.number().int().min(0).optional(),
});
export const auditRecord = z.object({
  id: z.string(),
  at: z.number(),
  who: z.object({ kind: z.string(), name: z.string(), role: z.string().optional() }),
  from: z.string(),
  what: z.string(),
  target: z.string(),
  changes: z
    .array(z.object({ of: z.string(), before: z.string().optional(), after: z.string().optional() }))
    .readonly(),
});
export const auditLog = z.object({ records: z.array(auditRecord) });
