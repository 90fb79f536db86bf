/** The shape of `connection.yaml`. Every key that is not named here is refused. */
import { z } from 'zod';
import { noticeChoicesForm, noticeKinds } from '../directory/notices.ts';
import * as value from './values.ts';

/** The guide turns it off; here it is left as it is unless the file says so. */
const outlookOnTheWeb = z.literal('off').optional();

const passerelle = z.strictObject({ kind: z.literal('passerelle'), url: value.webAddress, outlookOnTheWeb });

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
  usageLocation: value.country.optional(),
  outlookOnTheWeb,
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
  freeBusyUrl: value.freeBusyTemplate.optional(),
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
  forwarding: z.enum(['home', 'none']).default('home'),
  notices: noticeChoicesForm.optional(),
});

const people = z.array(value.address).default([]);

/** Exchange's names and defaults, but for `conflicts`, which is ours. */
const processing = z.strictObject({
  automateProcessing: z.enum(['AutoAccept', 'AutoUpdate']).default('AutoAccept'),
  allBookInPolicy: z.boolean().default(true),
  bookInPolicy: people,
  allRequestInPolicy: z.boolean().default(false),
  requestInPolicy: people,
  allRequestOutOfPolicy: z.boolean().default(false),
  requestOutOfPolicy: people,
  resourceDelegates: people,
  allowConflicts: z.boolean().default(false),
  conflicts: z.enum(['refuse', 'hold']).default('refuse'),
  conflictPercentageAllowed: z.int().min(0).max(100).default(0),
  maximumConflictInstances: z.int().min(0).max(1000).optional(),
  bookingWindowInDays: z.int().min(0).max(1080).default(180),
  maximumDurationInMinutes: z.int().min(0).max(527_040).default(1440),
  allowRecurringMeetings: z.boolean().default(true),
  processExternalMeetingMessages: z.boolean().default(false),
});

const room = z.strictObject({
  address: value.address,
  name: value.title,
  aliases: people,
  kind: z.enum(['room', 'equipment']).default('room'),
  capacity: z.int().min(1).max(100_000).optional(),
  building: value.title.optional(),
  floorLabel: value.title.optional(),
  timeZone: value.timeZone.default('UTC'),
  language: z.enum(['en', 'fr']).default('en'),
  processing: processing.prefault({}),
});

const tier = z.enum(['tentative', 'hold', 'drop']);

const booking = z.strictObject({
  ownOrganisation: tier.default('tentative'),
  knownCorrespondent: tier.default('tentative'),
  authenticatedStranger: tier.default('tentative'),
  unauthenticated: tier.default('hold'),
  reply: z.enum(['none', 'tentative']).default('none'),
  publish: z.enum(['file', 'drop']).default('drop'),
  freeBusy: z
    .enum(['nobody', 'ownOrganisation', 'knownCorrespondent', 'authenticatedStranger'])
    .default('ownOrganisation'),
});

const meetings = z.strictObject({ urlTemplate: value.meetingTemplate.optional() });

const oidc = z.strictObject({
  issuer: value.issuer,
  clientId: value.word,
  clientSecret: value.secretReference,
  domains: z.array(value.domain).default([]),
});

const signIn = z.strictObject({
  mfa: z.enum(['administrators', 'all']).default('administrators'),
  oidc: oidc.optional(),
});

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
  rooms: z.array(room).default([]),
  booking: booking.prefault({}),
  signIn: signIn.prefault({}),
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
  ['rooms', Object.keys(room.shape)],
  ['rooms.processing', Object.keys(processing.shape)],
  ['people.notices', [...noticeKinds, 'reminderMinutes', 'agendaHour']],
  ['booking', Object.keys(booking.shape)],
  ['signIn', Object.keys(signIn.shape)],
  ['signIn.oidc', Object.keys(oidc.shape)],
]);
