import type { z } from 'zod';
import type { Header } from '../mail/message.ts';
import type { Action, MessageFacts, Predicate, TransportRule } from './types.ts';

export type PredicateOf<Type extends Predicate['type']> = Extract<Predicate, { readonly type: Type }>;
export type ActionOf<Type extends Action['type']> = Extract<Action, { readonly type: Type }>;

/** Three-valued: undefined while only the body can tell. */
export type Answer = boolean | undefined;

/** `facts` with headers and subject as earlier rules left them. */
export type Test = (facts: MessageFacts) => Answer;

/** The form every predicate fills in: what it may say, whether it waits for the body, how it looks at a message. */
export interface PredicateForm<Type extends Predicate['type']> {
  readonly schema: z.ZodType<PredicateOf<Type>> & z.core.$ZodTypeDiscriminable;
  /** Left out where envelope and headers always suffice. */
  needsBody?(predicate: PredicateOf<Type>): boolean;
  compile(predicate: PredicateOf<Type>, rule: Pick<TransportRule, 'senderAddressLocation'>): Test;
}

/** What the rules have made of a message so far. Local to one evaluation. */
export interface Draft {
  headers: readonly Header[];
  subject: string;
  deleted: boolean;
  rejected?: { readonly reasonText: string; readonly enhancedStatusCode: string };
  redirectTo: readonly string[];
  connector?: string;
}

/** The form every action fills in. `ends`: no later rule is looked at once it was taken. */
export interface ActionForm<Type extends Action['type']> {
  readonly schema: z.ZodType<ActionOf<Type>> & z.core.$ZodTypeDiscriminable;
  readonly ends: boolean;
  compile(action: ActionOf<Type>): (draft: Draft) => void;
}
