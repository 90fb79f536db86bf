/** The settings of the hub that have a resource of their own: how each is read from the configuration and written to it. */
import { z } from 'zod';
import { bookingForm, signInForm } from '../../directory/entryForms.ts';
import type { Bridge, InboundConnector, OutboundConnector } from '../../directory/types.ts';
import type { CurrentConfiguration } from '../../pipeline/services.ts';
import type { ConfigurationEntry } from '../../store/contract.ts';
import { Failed } from './failed.ts';
import { noticesForm, readNotices, readRooms, roomsForm, writeNotices, writeRooms } from './mailboxSettings.ts';

export interface Setting {
  readonly kind: string;
  readonly form: z.ZodType;
  read(current: CurrentConfiguration): unknown;
  /** `body` has the form. */
  write(body: unknown, current: CurrentConfiguration): readonly ConfigurationEntry[];
}

/** A setting whose body is typed by its form. */
function setting<Form extends z.ZodType>(
  kind: string,
  form: Form,
  read: (current: CurrentConfiguration) => z.infer<Form>,
  write: (body: z.infer<Form>, current: CurrentConfiguration) => readonly ConfigurationEntry[],
): Setting {
  return { kind, form, read, write: (body, current) => write(body as z.infer<Form>, current) };
}

const name = z.string().min(1).max(256);
const domain = z.string().max(253);

const organisation = setting(
  'organisation',
  z.strictObject({ name: z.string().max(256) }).describe("the organisation's name; its default domain is Graph's"),
  ({ entries }) => ({ name: bodyOf<{ name: string }>(entries.body('organisation', 'organisation'))?.name ?? '' }),
  (body, { directory }) => [
    { kind: 'organisation', name: 'organisation', body: { name: body.name, domain: directory.domain } },
  ],
);

const bridge = setting(
  'bridge',
  z
    .strictObject({
      returnDomain: domain,
      answersAddress: z.string().min(3).max(320).optional(),
      authservId: z.string().min(1).max(253).optional(),
      freeBusyUrl: z.string().min(1).max(2000).optional(),
    })
    .describe(
      'how the home is reached and believed: return domain, answers address, whose Authentication-Results count',
    ),
  ({ entries }) => bodyOf<Bridge>(entries.body('bridge', 'bridge')) ?? { returnDomain: '' },
  (body) => [{ kind: 'bridge', name: 'bridge', body: { ...body, returnDomain: body.returnDomain.toLowerCase() } }],
);

const booking = setting(
  'booking',
  bookingForm.describe(
    'what becomes of an invitation by how its sender is trusted, whether the organizer hears of it, who is told busy times',
  ),
  ({ directory, entries }) => bookingForm.parse(entries.body('booking', 'booking') ?? directory.booking),
  (body) => [{ kind: 'booking', name: 'booking', body }],
);

const meetings = setting(
  'meetings',
  z
    .strictObject({
      urlTemplate: z
        .string()
        .max(2000)
        .regex(/^https?:\/\/[^\s]*\{id\}[^\s]*$/, 'expected an http or https address with {id} in it')
        .optional(),
    })
    .describe('the join link of a meeting; without it there are none'),
  ({ entries }) => bodyOf<{ urlTemplate?: string }>(entries.body('meetings', 'meetings')) ?? {},
  (body) => [{ kind: 'meetings', name: 'meetings', body }],
);

const inboundForm = z.strictObject({ name, smtpAuthUser: z.string().min(1).max(200).optional() });
const outboundForm = z.strictObject({
  name,
  auth: z
    .strictObject({
      user: z.string().min(1).max(320),
      secret: z.string().regex(/^(env:[A-Za-z_][A-Za-z0-9_]*|file:\/.+)$/, 'expected env:NAME or file:/path'),
    })
    .optional(),
  concurrency: z.int().min(1).max(100),
});

const connectors = setting(
  'connectors',
  z
    .strictObject({ inbound: z.array(inboundForm).max(1000), outbound: z.array(outboundForm).max(1000) })
    .describe('of connectors, which the Exchange API makes and removes: SMTP AUTH and connections at a time'),
  ({ entries }) => ({
    inbound: entries.ofKind('inboundConnector').map(({ body }) => {
      const { name, smtpAuthUser } = body as InboundConnector;
      return { name, ...(smtpAuthUser === undefined ? {} : { smtpAuthUser }) };
    }),
    outbound: entries.ofKind('outboundConnector').map(({ body }) => {
      const { name, auth, concurrency } = body as OutboundConnector;
      return { name, ...(auth === undefined ? {} : { auth }), concurrency };
    }),
  }),
  (body, { entries }) => [
    ...body.inbound.map(({ name, smtpAuthUser }): ConfigurationEntry => {
      const { smtpAuthUser: _, ...rest } = there<InboundConnector>(entries.body('inboundConnector', name), name);
      return {
        kind: 'inboundConnector',
        name,
        body: { ...rest, ...(smtpAuthUser === undefined ? {} : { smtpAuthUser }) },
      };
    }),
    ...body.outbound.map(({ name, auth, concurrency }): ConfigurationEntry => {
      const { auth: _, ...rest } = there<OutboundConnector>(entries.body('outboundConnector', name), name);
      return {
        kind: 'outboundConnector',
        name,
        body: { ...rest, concurrency, ...(auth === undefined ? {} : { auth }) },
      };
    }),
  ],
);

const signIn = setting(
  'signIn',
  signInForm.describe('who needs a second factor, and whose word of identity is taken'),
  ({ directory, entries }) => signInForm.parse(entries.body('signIn', 'signIn') ?? directory.signIn),
  (body) => [{ kind: 'signIn', name: 'signIn', body }],
);

export const settings: readonly Setting[] = [
  ...[organisation, bridge, booking, meetings, signIn, connectors],
  setting('rooms', roomsForm, readRooms, writeRooms),
  setting('notices', noticesForm, readNotices, writeNotices),
];

function bodyOf<Body>(body: unknown): Body | undefined {
  return body as Body | undefined;
}

function there<Body>(body: unknown, connector: string): Body {
  if (body === undefined) throw new Failed(404, 'no-such-connector', `there is no connector '${connector}'`);
  return body as Body;
}
