import type { Header } from '../mail/message.ts';

/** A transport rule (Exchange's New-TransportRule). Conditions AND, values of one condition OR, exceptions OR, actions AND. */
export interface TransportRule {
  readonly name: string;
  /** 0 is evaluated first; unique. */
  readonly priority: number;
  readonly state: 'Enabled' | 'Disabled';
  readonly mode: 'Enforce' | 'Audit';
  readonly senderAddressLocation: 'Header' | 'Envelope' | 'HeaderOrEnvelope';
  readonly conditions: readonly Predicate[];
  readonly exceptions: readonly Predicate[];
  readonly actions: readonly Action[];
  readonly stopRuleProcessing: boolean;
  readonly comments?: string;
}

export type Scope = 'InOrganization' | 'NotInOrganization';

export type Predicate =
  | { readonly type: 'MessageTypeMatches'; readonly value: 'Calendaring' | 'OOF' | 'AutoForward' | 'ReadReceipt' }
  | { readonly type: 'FromScope'; readonly value: Scope }
  | { readonly type: 'SentToScope'; readonly value: Scope }
  | { readonly type: 'From'; readonly values: readonly string[] }
  | { readonly type: 'SenderDomainIs'; readonly values: readonly string[] }
  | { readonly type: 'RecipientDomainIs'; readonly values: readonly string[] }
  | { readonly type: 'HeaderContainsWords'; readonly header: string; readonly words: readonly string[] }
  | { readonly type: 'HeaderMatchesPatterns'; readonly header: string; readonly patterns: readonly string[] }
  | { readonly type: 'SenderIpRanges'; readonly values: readonly string[] }
  | { readonly type: 'SubjectContainsWords'; readonly words: readonly string[] };

export type Action =
  | { readonly type: 'SetHeader'; readonly name: string; readonly value: string }
  | { readonly type: 'RemoveHeader'; readonly name: string }
  | { readonly type: 'DeleteMessage' }
  | { readonly type: 'RejectMessage'; readonly reasonText: string; readonly enhancedStatusCode: string }
  | { readonly type: 'RouteMessageOutboundConnector'; readonly connector: string }
  | { readonly type: 'RedirectMessageTo'; readonly addresses: readonly string[] };

/** Everything a predicate may look at. `calendaring` is undefined while the body has not shown it yet. */
export interface MessageFacts {
  readonly headers: readonly Header[];
  readonly envelopeSender: string;
  /** Address of the From header, lower-cased; '' if unreadable. */
  readonly headerFrom: string;
  readonly recipients: readonly string[];
  /** Decoded Subject. */
  readonly subject: string;
  /** Address of the original sender's server: the peer, or what the home's Received line names. */
  readonly senderIp: string;
  /** Real origin: undefined is Exchange's "in neither set" (anonymous with an own-domain sender). */
  readonly fromScope?: Scope;
  readonly sentToScopes: readonly Scope[];
  readonly calendaring: boolean | undefined;
}

/** Result of evaluating all rules. Audit rules are in `hits` with effective false and change nothing. */
export interface RuleOutcome {
  readonly hits: readonly { readonly rule: string; readonly mode: 'Enforce' | 'Audit' }[];
  /** Headers as the rules leave them. */
  readonly headers: readonly Header[];
  readonly deleted: boolean;
  readonly rejected?: { readonly reasonText: string; readonly enhancedStatusCode: string };
  readonly redirectTo: readonly string[];
  readonly connector?: string;
}
