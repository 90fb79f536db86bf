/**
 * What the connection engine and its providers agree on. A provider turns the connection
 * file into **resources** (`want`, pure), says what is there now (`read`), and makes one
 * resource so (`write`). All ordering, journalling, comparing and undoing is the engine's.
 */
import type { DesiredConnection } from './types.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * The order that is safe to stop in: nobody's mail is sent on before there is somebody to
 * receive it, a rule that drops what must not come back, and a way to send it. Undo walks
 * it backwards.
 */
export const phases = [
  /** What must never move, such as the MX of the domain. */
  'invariants',
  /** The domain is known at the hub. */
  'domain',
  /** Its proof in DNS. */
  'proof',
  /** The hub believes the proof. */
  'verification',
  /** InternalRelay before anybody has a mailbox, so that colleagues without one are not refused. */
  'relay',
  /** SPF, DKIM, DMARC. */
  'authentication',
  'people',
  'mailboxes',
  /** Booking, meetings, bridge. */
  'settings',
  'rules',
  'inbound',
  'outbound',
  /** Who may forward. */
  'policy',
  'forwarding',
  /** At the home: the return domain, and that hub mail is no spam. */
  'return',
  /** At the home: the copies. Last, since from here on mail arrives. */
  'routing',
] as const;
export type Phase = (typeof phases)[number];

/** What must hold, in a provider's words: pure data from the connection file. */
export interface Wanted {
  /** Stable: `hub/transportRule/Delete all except Calendaring`, `dns/TXT/contoso.example`, `postfix/main.cf`. */
  readonly key: string;
  /** Id of the step it belongs to, such as `hub.rules`. Stable. */
  readonly step: string;
  /** Title of the step where it holds several resources; else the resource's own is the step's. */
  readonly heading?: string;
  readonly phase: Phase;
  /** In English; shown to the administrator. */
  readonly title: string;
  /** One sentence. */
  readonly why: string;
  /** The normalised value that must be there; undefined: must not be there (ours, left from an earlier file). */
  readonly value: Json | undefined;
  readonly reversible: boolean;
  /** Addresses of people concerned; empty: the organisation as a whole. */
  readonly touches: readonly string[];
  /** Keys that must hold before this one is written. One that is not wanted at all holds. */
  readonly needs?: readonly string[];
  readonly permission?: string;
  /** The API call as it will be made, for people: `Set-Mailbox -Identity …`; also what `export` writes. */
  readonly call?: string;
  /**
   * What becomes of it when a later file names it no more: it goes back to what was there
   * first, or is removed (people of the built-in hub: disabled) whatever was there. Absent: restore.
   */
  readonly leaving?: 'restore' | 'remove';
  /** No API can do it: the exact values to type, and where. */
  readonly manual?: {
    /** The console page, as people find it. */
    readonly page: string;
    readonly values: readonly ManualValue[];
    /** By reading (`read` says it is there), by a probe message, or by somebody's word. Absent: attestation. */
    readonly provedBy?: 'reading' | 'probe' | 'attestation';
  };
}

export interface ManualValue {
  readonly name: string;
  readonly value: string;
}

/** A DNS record that somebody has to publish before a resource can hold. */
export interface RecordToPublish {
  readonly name: string;
  readonly type: 'TXT' | 'CNAME' | 'MX';
  readonly value: string;
}

/** What is there now. `absent` is only ever said when the provider really answered so; an error is never `absent`. */
export type Observed =
  | {
      readonly kind: 'there';
      readonly value: Json;
      /** Foreign: no mark of ours; the engine changes it only when adopting was asked for. Unmarkable: bears no mark, may be changed. */
      readonly owner: 'ours' | 'foreign' | 'unmarkable';
      readonly version?: string;
      /** Key under which the journal knows it, when it bore another name before (a person who got a new address). */
      readonly formerly?: string;
    }
  | { readonly kind: 'absent' }
  /** Asked, no answer (yet): DNS silence, a proof that is not seen, a licence without a seat. */
  | { readonly kind: 'pending'; readonly why: string; readonly publish?: readonly RecordToPublish[] }
  /** Made, not in effect everywhere: a mailbox being provisioned, a permission not known yet. */
  | { readonly kind: 'propagating'; readonly why: string }
  /** Refused or broken: the step is blocked, never "absent". */
  | { readonly kind: 'unreadable'; readonly why: string };

/** An expected "no" of a provider's other side; anything else that is thrown is a fault. */
export class ProviderRefusal extends Error {
  /** Temporary: the step is pending or propagating and the next apply tries again; permanent: it is blocked. */
  readonly kind: 'pending' | 'propagating' | 'refused';
  /** Stable, such as `hub.throttled`, `dns.prerequisite`. */
  readonly code: string;
  readonly publish: readonly RecordToPublish[];

  constructor(kind: ProviderRefusal['kind'], code: string, message: string, publish: readonly RecordToPublish[] = []) {
    super(message);
    this.name = 'ProviderRefusal';
    this.kind = kind;
    this.code = code;
    this.publish = publish;
  }
}

/** What a provider can do, declared once: the matrix in the docs and what is planned as manual follow from it. */
export interface Capability {
  readonly support: 'can' | 'cannot' | 'manual';
  readonly note: string;
  readonly link?: string;
  /** Date when it was last checked, `2026-11-25`. */
  readonly verified: string;
}
export type Capabilities = { readonly [feature: string]: Capability };

export interface Provider {
  readonly name: 'hub' | 'google' | 'dns' | 'postfix' | 'smtp';
  readonly capabilities: Capabilities;
  /** Pure. In an order that is sensible inside each phase. Keys begin with the provider's name and a slash. */
  want(connection: DesiredConnection): readonly Wanted[];
  /** One answer for each key, errors included: it throws only on a fault of ours. */
  read(wanted: readonly Wanted[]): Promise<ReadonlyMap<string, Observed>>;
  /**
   * Makes one resource so; `value` undefined removes it. `before` is what the last `read` said. Idempotent, so that
   * a run that was killed can be run again. `owner`: whose it is afterwards; 'foreign' takes our mark off again when
   * something that was adopted is given back. @throws ProviderRefusal for an expected "no"
   */
  write(key: string, value: Json | undefined, before: Observed, owner?: 'ours' | 'foreign'): Promise<void>;
}
