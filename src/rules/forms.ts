/** Every predicate and every action by its name; the compiler refuses a table that leaves one out. */
import { deleteMessage } from './actions/deleteMessage.ts';
import { redirectMessageTo } from './actions/redirectMessageTo.ts';
import { rejectMessage } from './actions/rejectMessage.ts';
import { removeHeader } from './actions/removeHeader.ts';
import { routeMessageOutboundConnector } from './actions/routeMessageOutboundConnector.ts';
import { setHeader } from './actions/setHeader.ts';
import type { ActionForm, PredicateForm } from './form.ts';
import { from } from './predicates/from.ts';
import { fromScope } from './predicates/fromScope.ts';
import { headerContainsWords } from './predicates/headerContainsWords.ts';
import { headerMatchesPatterns } from './predicates/headerMatchesPatterns.ts';
import { messageTypeMatches } from './predicates/messageTypeMatches.ts';
import { recipientDomainIs } from './predicates/recipientDomainIs.ts';
import { senderDomainIs } from './predicates/senderDomainIs.ts';
import { senderIpRanges } from './predicates/senderIpRanges.ts';
import { sentToScope } from './predicates/sentToScope.ts';
import { subjectContainsWords } from './predicates/subjectContainsWords.ts';
import type { Action, Predicate } from './types.ts';

export const predicateForms: { readonly [Type in Predicate['type']]: PredicateForm<Type> } = {
  MessageTypeMatches: messageTypeMatches,
  FromScope: fromScope,
  SentToScope: sentToScope,
  From: from,
  SenderDomainIs: senderDomainIs,
  RecipientDomainIs: recipientDomainIs,
  HeaderContainsWords: headerContainsWords,
  HeaderMatchesPatterns: headerMatchesPatterns,
  SenderIpRanges: senderIpRanges,
  SubjectContainsWords: subjectContainsWords,
};

export const actionForms: { readonly [Type in Action['type']]: ActionForm<Type> } = {
  SetHeader: setHeader,
  RemoveHeader: removeHeader,
  DeleteMessage: deleteMessage,
  RejectMessage: rejectMessage,
  RouteMessageOutboundConnector: routeMessageOutboundConnector,
  RedirectMessageTo: redirectMessageTo,
};
