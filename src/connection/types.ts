/** The desired state of a bridge, as `connection.yaml` says it once it has been read, checked and completed with defaults. */
import type { NoticeChoices } from '../directory/notices.ts';
import type { BookingPolicy, CalendarProcessing, SignInPolicy } from '../directory/types.ts';

export interface DesiredConnection {
  readonly organisation: string;
  readonly domain: string;
  readonly hub: DesiredHub;
  readonly home: DesiredHome;
  readonly outbound: DesiredOutbound;
  readonly meetings: { readonly urlTemplate?: string | undefined };
  readonly dns: DesiredDns;
  readonly people: readonly DesiredPerson[];
  readonly rooms: readonly DesiredRoom[];
  readonly booking: BookingPolicy;
  readonly signIn: SignInPolicy;
  /** Of the record of what was applied: there is a journal of it. Older versions kept none. */
  readonly journalled?: true;
}

export type DesiredHub =
  | { readonly kind: 'passerelle'; readonly url: string; readonly outlookOnTheWeb?: 'off' | undefined }
  | {
      readonly kind: 'microsoft365';
      readonly tenant: string;
      readonly credentials: { readonly clientId: string; readonly secret?: string; readonly certificate?: string };
      readonly bridge: 'relay' | 'none';
      /** Country of people who are added, ISO 3166-1: a licence needs one. */
      readonly usageLocation?: string | undefined;
      readonly outlookOnTheWeb?: 'off' | undefined;
    };

export type HomeKind = 'google-workspace' | 'gmail' | 'exchange-server' | 'postfix' | 'smtp';

export interface DesiredHome {
  readonly kind: HomeKind;
  /** host or host:port. */
  readonly smartHost: string;
  readonly returnDomain: string;
  readonly copiesFrom: CopySource;
  readonly authservId?: string | undefined;
  readonly answers?: string | undefined;
  /** With `{address}` in it. */
  readonly freeBusyUrl?: string | undefined;
  /** Postfix on this machine: its configuration is written there. Without it, files are shown to be put there. */
  readonly configDirectory?: string | undefined;
  /** Google Workspace: a service account with domain-wide delegation, acting for an administrator. */
  readonly credentials?: { readonly serviceAccount: string; readonly admin: string } | undefined;
}

/** The marks of the home's connections; all that are given must be there. */
export interface CopySource {
  readonly addresses: readonly string[];
  readonly tlsCertificate?: string;
  readonly smtpAuth?: string;
}

export type DesiredOutbound =
  | { readonly via: 'home'; readonly host: string; readonly auth?: { readonly user: string; readonly secret: string } }
  | { readonly via: 'mx' };

/** Who changes records: people, or we by signed dynamic updates to the primary of the zone (rfc2136, rfc8945). */
export type DesiredDns =
  | { readonly kind: 'manual' }
  | {
      readonly kind: 'rfc2136';
      /** host or host:port. */
      readonly server: string;
      readonly zone: string;
      /** The secret is a reference to base64, as BIND's tsig-keygen writes it. */
      readonly tsigKey: { readonly name: string; readonly secret: string };
    };

export interface DesiredPerson {
  readonly address: string;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly licence: string;
  readonly timeZone: string;
  readonly language: 'en' | 'fr';
  /** `none`: her hub mailbox, fetched by POP3, is the one she reads. */
  readonly forwarding: 'home' | 'none';
  readonly notices?: NoticeChoices | undefined;
}

export interface DesiredRoom {
  readonly address: string;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly kind: 'room' | 'equipment';
  readonly capacity?: number | undefined;
  readonly building?: string | undefined;
  readonly floorLabel?: string | undefined;
  readonly timeZone: string;
  readonly language: 'en' | 'fr';
  readonly processing: CalendarProcessing;
}

/** One thing wrong with the file. Line and column count from 1; `field` like `people[2].timeZone`, '' for the whole. */
export interface ConnectionProblem {
  readonly line: number;
  readonly column: number;
  readonly field: string;
  readonly message: string;
}

/** A problem before its place in the text is known. */
export interface FieldProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** Points at the key itself, not its value. */
  readonly atKey?: boolean;
}
