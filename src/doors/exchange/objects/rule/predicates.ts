import type { Predicate } from '../../../../rules/types.ts';
import type { State } from '../../cmdlets/cmdlet.ts';
import { invalidValue } from '../../frame/failure.ts';
import type { ParameterTable } from '../../parameters/types.ts';
import { type Bag, listIn, textIn } from '../family.ts';
import { addressOf } from '../person.ts';

/** '' for conditions; every condition has a twin that takes messages out. */
export type Prefix = '' | 'ExceptIf';

const messageTypes = ['Calendaring', 'OOF', 'AutoForward', 'ReadReceipt'] as const;
const scopes = ['InOrganization', 'NotInOrganization'] as const;

export function predicateParameters(prefix: Prefix): ParameterTable {
  return {
    [`${prefix}MessageTypeMatches`]: { values: messageTypes },
    [`${prefix}FromScope`]: { values: scopes },
    [`${prefix}SentToScope`]: { values: scopes },
    [`${prefix}From`]: 'strings',
    [`${prefix}SenderDomainIs`]: 'strings',
    [`${prefix}RecipientDomainIs`]: 'strings',
    [`${prefix}HeaderContainsMessageHeader`]: 'string',
    [`${prefix}HeaderContainsWords`]: 'strings',
    [`${prefix}HeaderMatchesMessageHeader`]: 'string',
    [`${prefix}HeaderMatchesPatterns`]: 'strings',
    [`${prefix}SenderIpRanges`]: 'strings',
    [`${prefix}SubjectContainsWords`]: 'strings',
  };
}

export function predicateDefaults(prefix: Prefix): Bag {
  return Object.fromEntries(
    Object.entries(predicateParameters(prefix)).map(([name, type]) => [name, type === 'strings' ? [] : null]),
  );
}

export function bagOfPredicates(prefix: Prefix, predicates: readonly Predicate[]): Bag {
  return { ...predicateDefaults(prefix), ...Object.assign({}, ...predicates.map((each) => bagOf(prefix, each))) };
}

function bagOf(prefix: Prefix, predicate: Predicate): Bag {
  switch (predicate.type) {
    case 'MessageTypeMatches':
    case 'FromScope':
    case 'SentToScope':
      return { [`${prefix}${predicate.type}`]: predicate.value };
    case 'From':
    case 'SenderDomainIs':
    case 'RecipientDomainIs':
    case 'SenderIpRanges':
      return { [`${prefix}${predicate.type}`]: predicate.values };
    case 'SubjectContainsWords':
      return { [`${prefix}SubjectContainsWords`]: predicate.words };
    case 'HeaderContainsWords':
      return {
        [`${prefix}HeaderContainsMessageHeader`]: predicate.header,
        [`${prefix}HeaderContainsWords`]: predicate.words,
      };
    case 'HeaderMatchesPatterns':
      return {
        [`${prefix}HeaderMatchesMessageHeader`]: predicate.header,
        [`${prefix}HeaderMatchesPatterns`]: predicate.patterns,
      };
  }
}

export function predicatesOf(prefix: Prefix, bag: Bag, state: State): Predicate[] {
  const one = (name: string) => textIn(bag, `${prefix}${name}`);
  const several = (name: string) => listIn(bag, `${prefix}${name}`);
  const predicates: Predicate[] = [];

  const messageType = messageTypes.find((each) => each === one('MessageTypeMatches'));
  if (messageType) predicates.push({ type: 'MessageTypeMatches', value: messageType });
  for (const type of ['FromScope', 'SentToScope'] as const) {
    const value = scopes.find((each) => each === one(type));
    if (value) predicates.push({ type, value });
  }
  const from = several('From');
  if (from.length > 0) predicates.push({ type: 'From', values: from.map((identity) => addressOf(identity, state)) });
  for (const type of ['SenderDomainIs', 'RecipientDomainIs', 'SenderIpRanges'] as const) {
    const values = several(type);
    if (values.length > 0) predicates.push({ type, values });
  }
  const subject = several('SubjectContainsWords');
  if (subject.length > 0) predicates.push({ type: 'SubjectContainsWords', words: subject });
  const contains = pair(prefix, bag, 'HeaderContainsMessageHeader', 'HeaderContainsWords');
  if (contains) predicates.push({ type: 'HeaderContainsWords', header: contains.header, words: contains.values });
  const matching = pair(prefix, bag, 'HeaderMatchesMessageHeader', 'HeaderMatchesPatterns');
  if (matching) predicates.push({ type: 'HeaderMatchesPatterns', header: matching.header, patterns: matching.values });
  return predicates;
}

/** Two parameters that mean something together only. */
function pair(
  prefix: Prefix,
  bag: Bag,
  headerName: string,
  valuesName: string,
): { readonly header: string; readonly values: readonly string[] } | undefined {
  const header = textIn(bag, `${prefix}${headerName}`);
  const values = listIn(bag, `${prefix}${valuesName}`);
  if (header === undefined && values.length === 0) return undefined;
  if (header === undefined || values.length === 0) {
    throw invalidValue(`The parameters ${prefix}${headerName} and ${prefix}${valuesName} need each other.`);
  }
  return { header, values };
}
