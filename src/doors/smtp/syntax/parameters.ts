import type { EnvelopeRecipient } from '../../../mail/envelope.ts';
import { type Reply, replies } from '../replies.ts';
import type { Transaction } from '../state.ts';
import { decodeUtf8Address, decodeXtext } from './xtext.ts';

export interface ParameterRules {
  readonly maxMessageOctets: number;
  /** AUTH= is a parameter of MAIL only where AUTH is offered (rfc4954#5). */
  readonly authOffered: boolean;
}

/** `Name=value` pairs as written after a path (rfc5321#4.1.2), names upper-cased; a reply when malformed or repeated. */
function readParameters(text: string): Map<string, string> | Reply {
  const parameters = new Map<string, string>();
  for (const word of text.split(' ')) {
    if (word === '') continue;
    const equals = word.indexOf('=');
    const name = (equals < 0 ? word : word.slice(0, equals)).toUpperCase();
    const value = equals < 0 ? '' : word.slice(equals + 1);
    if (!/^[A-Z0-9][A-Z0-9-]*$/.test(name) || !/^[!-~\u00a0-\uffef]*$/.test(value) || parameters.has(name)) {
      return replies.parameterMalformed;
    }
    parameters.set(name, value);
  }
  return parameters;
}

export type MailParameters = Omit<Transaction, 'sender' | 'recipients'>;

const plainMail: MailParameters = { smtpUtf8: false, body: '7BIT' };

/** Parameters of MAIL: SIZE, BODY, SMTPUTF8, RET, ENVID, AUTH. RET is checked and not kept: whoever makes a DSN here returns headers only. */
export function readMailParameters(text: string, rules: ParameterRules): MailParameters | Reply {
  if (text === '') return plainMail;
  const parameters = readParameters(text);
  if (typeof parameters === 'string') return parameters;
  let smtpUtf8 = false;
  let body: MailParameters['body'] = '7BIT';
  let declaredSize: number | undefined;
  let envelopeId: string | undefined;
  for (const [name, value] of parameters) {
    switch (name) {
      case 'SIZE':
        // rfc1870#3: at most 20 digits.
        if (!/^[0-9]{1,20}$/.test(value)) return replies.parameterMalformed;
        declaredSize = Number(value);
        if (declaredSize > rules.maxMessageOctets) return replies.messageTooBig;
        break;
      case 'BODY': {
        const wanted = value.toUpperCase();
        if (wanted !== '7BIT' && wanted !== '8BITMIME') return replies.parameterMalformed;
        body = wanted;
        break;
      }
      case 'SMTPUTF8':
        if (value !== '') return replies.parameterMalformed;
        smtpUtf8 = true;
        break;
      case 'RET':
        if (!/^(?:FULL|HDRS)$/i.test(value)) return replies.parameterMalformed;
        break;
      case 'ENVID':
        envelopeId = value.length > 100 ? undefined : decodeXtext(value);
        if (!envelopeId) return replies.parameterMalformed;
        break;
      case 'AUTH':
        // rfc4954#5: believed of nobody, so what it says is not kept.
        if (!rules.authOffered) return replies.parameterUnknown;
        if (decodeXtext(value) === undefined) return replies.parameterMalformed;
        break;
      default:
        return replies.parameterUnknown;
    }
  }
  return {
    smtpUtf8,
    body,
    ...(declaredSize === undefined ? {} : { declaredSize }),
    ...(envelopeId === undefined ? {} : { envelopeId }),
  };
}

export type RecipientParameters = Omit<EnvelopeRecipient, 'address'>;

const plainRecipient: RecipientParameters = { notify: [] };
const conditions = ['SUCCESS', 'FAILURE', 'DELAY'] as const;

/** Parameters of RCPT: NOTIFY and ORCPT (rfc3461#4.1, #4.2). */
export function readRecipientParameters(text: string): RecipientParameters | Reply {
  if (text === '') return plainRecipient;
  const parameters = readParameters(text);
  if (typeof parameters === 'string') return parameters;
  let notify: EnvelopeRecipient['notify'] = [];
  let originalRecipient: string | undefined;
  for (const [name, value] of parameters) {
    if (name === 'NOTIFY') {
      const wanted = readNotify(value);
      if (wanted === undefined) return replies.parameterMalformed;
      notify = wanted;
    } else if (name === 'ORCPT') {
      originalRecipient = readOriginalRecipient(value);
      if (originalRecipient === undefined) return replies.parameterMalformed;
    } else return replies.parameterUnknown;
  }
  return originalRecipient === undefined ? { notify } : { notify, originalRecipient };
}

function readNotify(value: string): EnvelopeRecipient['notify'] | undefined {
  const words = value.toUpperCase().split(',');
  // rfc3461#4.1: NEVER stands alone. NONE is what some filters make of it.
  if (words.length === 1 && (words[0] === 'NEVER' || words[0] === 'NONE')) return ['NEVER'];
  const known = conditions.filter((condition) => words.includes(condition));
  return known.length === words.length ? known : undefined;
}

/** `rfc822;xtext` without its prefix, `utf-8;…` (rfc6533#3) likewise; other types keep theirs. */
function readOriginalRecipient(value: string): string | undefined {
  const semicolon = value.indexOf(';');
  if (semicolon <= 0 || value.length > 500) return undefined;
  const type = value.slice(0, semicolon).toLowerCase();
  const address = value.slice(semicolon + 1);
  if (type === 'utf-8') return decodeUtf8Address(address) || undefined;
  const decoded = decodeXtext(address);
  if (!decoded) return undefined;
  return type === 'rfc822' ? decoded : `${type};${decoded}`;
}
