import type { AuthenticationVerdict } from '../../mail/message.ts';

/** What is told of the peer a message came from. */
export interface PeerFacts {
  readonly ip: string;
  readonly helo: string;
  /** Envelope sender. */
  readonly sender: string;
}

export interface SigningKey {
  readonly domain: string;
  readonly selector: string;
  /** PEM. */
  readonly privateKey: string;
}

/** What main thread and worker say to each other. Octets are copied on the way. */
export type ToWorker =
  | {
      readonly type: 'check';
      readonly id: number;
      readonly raw: Uint8Array;
      readonly peer: PeerFacts;
      readonly hostname: string;
    }
  | {
      readonly type: 'sign';
      readonly id: number;
      readonly octets: Uint8Array;
      readonly key: SigningKey;
      readonly at: number;
    }
  | { readonly type: 'answer'; readonly question: number; readonly records: readonly unknown[] }
  | { readonly type: 'noAnswer'; readonly question: number; readonly code: string };

export type FromWorker =
  | { readonly type: 'checked'; readonly id: number; readonly verdict: AuthenticationVerdict }
  | { readonly type: 'signed'; readonly id: number; readonly signatures: string }
  | { readonly type: 'failed'; readonly id: number; readonly fault: string }
  | { readonly type: 'ask'; readonly question: number; readonly name: string; readonly recordType: string };
