/** The shape of `connection.yaml`. Every key that is not named here is refused. */
import { z } from 'zod';
import * as value from './values.ts';

const passerelle = z.strictObject({ kind: z.literal('passerelle'), url: value.webAddress });

const credentials = z
  .strictObject({
    clientId: value.word,
    secret: value.secretReference.optional(),
    certificate: value.secretReference.optional(),
  })
  .refine(({ secret, certificate }) => (secret === undefined) !== (certificate === undefined), {
    error: 'expected either secret or certificate',
  });

const microsoft365 = z.strictObject({
  kind: z.literal('microsoft365'),
  tenant: value.word,
  credentials,
  bridge: z.enum(['relay', 'none']).default('relay'),
});

const mark = z.strictObject({
  addresses: z.array(value.addressRange).min(1).optional(),
  tlsCertificate: value.certificateName.optional(),
  smtpAuth: value.word.optional(),
});

const home = z.strictObject({
  kind: z.enum(['google-workspace', 'gmail', 'exchange-server', 'postfix', 'smtp']),
  smartHost: value.smartHost,
  returnDomain: value.domain,
  copiesFrom: z.union([z.array(z.union([value.addressRange, mark])).min(1), mark]).optional(),
  // The same marks may stand here directly.
  tlsCertificate: value.certificateName.optional(),
  smtpAuth: value.word.optional(),
  authservId: value.word.optional(),
  answers: value.address.optional(),
  configDirectory: value.absolutePath.optional(),
  credentials: z.strictObject({ serviceAccount: value.secretReference, admin: value.address }).optional(),
});

const viaHome = z.strictObject({
  via: z.literal('home'),
  host: value.smartHost.optional(),
  auth: z.strictObject({ user: value.word, secret: value.secretReference }).optional(),
});

const person = z.strictObject({
  address: value.address,
  name: value.title,
  aliases: z.array(value.address).default([]),
  licence: value.word.default('essentials'),
  timeZone: value.timeZone.default('UTC'),
  language: z.enum(['en', 'fr']).default('en'),
});

const tier = z.enum(['tentative', 'hold', 'drop']);

const booking = z.strictObject({
  ownOrganisation: tier.default('tentative'),
  knownCorrespondent: tier.default('tentative'),
  authenticatedStranger: tier.default('tentative'),
  unauthenticated: tier.default('hold'),
  reply: z.enum(['none', 'tentative']).default('none'),
});

const meetings = z.strictObject({ urlTemplate: value.meetingTemplate.optional() });

const rfc2136 = z.strictObject({
  kind: z.literal('rfc2136'),
  server: value.smartHost,
  zone: value.domain,
  tsigKey: z.strictObject({ name: value.word, secret: value.secretReference }),
});

export const connectionSchema = z.strictObject({
  organisation: value.title,
  domain: value.domain,
  hub: z.discriminatedUnion('kind', [passerelle, microsoft365]),
  home,
  outbound: z.discriminatedUnion('via', [viaHome, z.strictObject({ via: z.literal('mx') })]).default({ via: 'home' }),
  meetings: meetings.default({}),
  dns: z
    .discriminatedUnion('kind', [z.strictObject({ kind: z.literal('manual') }), rfc2136])
    .default({ kind: 'manual' }),
  people: z.array(person).default([]),
  booking: booking.prefault({}),
});

export type WrittenConnection = z.infer<typeof connectionSchema>;

/** The keys that may stand at a place, for suggestions; list indices are left out of the place. */
export const keysAt: ReadonlyMap<string, readonly string[]> = new Map([
  ['', Object.keys(connectionSchema.shape)],
  ['hub', [...Object.keys(passerelle.shape), ...Object.keys(microsoft365.shape)]],
  ['hub.credentials', ['clientId', 'secret', 'certificate']],
  ['home', Object.keys(home.shape)],
  ['home.copiesFrom', Object.keys(mark.shape)],
  ['outbound', Object.keys(viaHome.shape)],
  ['outbound.auth', ['user', 'secret']],
  ['meetings', Object.keys(meetings.shape)],
  ['home.credentials', ['serviceAccount', 'admin']],
  ['dns', Object.keys(rfc2136.shape)],
  ['dns.tsigKey', ['name', 'secret']],
  ['people', Object.keys(person.shape)],
  ['booking', Object.keys(booking.shape)],
]);
