import type { AuthenticationVerdict, AuthResult } from '../../mail/message.ts';

/** Of mailauth's answer, what the verdict is made of. */
export interface MailauthResult {
  readonly spf?: { readonly domain?: string; readonly status?: Status } | false | undefined;
  readonly dkim?: { readonly results?: readonly Signature[] } | undefined;
  readonly dmarc?: { readonly status?: Status } | false | undefined;
  readonly arc?: { readonly status?: Status } | false | undefined;
}

interface Status {
  readonly result?: string | undefined;
  readonly header?: { readonly from?: string } | undefined;
  readonly underSized?: number | undefined;
}

interface Signature {
  readonly signingDomain?: string | undefined;
  readonly status: Status;
}

export function verdictOf({ spf, dkim, dmarc, arc }: MailauthResult): AuthenticationVerdict {
  // A signature over part of the body says nothing of what was hung onto it (rfc6376#8.2).
  const signatures = (dkim?.results ?? []).map(({ signingDomain = '', status }) => ({
    domain: signingDomain,
    result: status.underSized ? ('policy' as const) : resultOf(status),
  }));
  const passed = signatures.filter(({ result }) => result === 'pass').map(({ domain }) => domain);
  const spfResult = resultOf(spf ? spf.status : undefined);
  const dmarcStatus = dmarc ? dmarc.status : undefined;
  const dmarcResult = resultOf(dmarcStatus);
  if (spfResult === 'pass' && spf && spf.domain) passed.push(spf.domain);
  if (dmarcResult === 'pass' && dmarcStatus?.header?.from) passed.push(dmarcStatus.header.from);
  return {
    by: 'passerelle',
    spf: spfResult,
    dkim: signatures.some(({ result }) => result === 'pass') ? 'pass' : (signatures[0]?.result ?? 'none'),
    dmarc: dmarcResult,
    arc: resultOf(arc ? arc.status : undefined),
    ...(passed.length === 0 ? {} : { passedDomains: [...new Set(passed.map((domain) => domain.toLowerCase()))] }),
  };
}

/** When the check itself could not be made. */
export const noVerdict: AuthenticationVerdict = {
  by: 'passerelle',
  spf: 'temperror',
  dkim: 'temperror',
  dmarc: 'temperror',
  arc: 'temperror',
};

const results: ReadonlySet<string> = new Set<AuthResult>([
  'pass',
  'fail',
  'none',
  'temperror',
  'permerror',
  'neutral',
  'softfail',
  'policy',
]);

function resultOf(status: Status | undefined): AuthResult {
  const result = status?.result ?? 'none';
  return results.has(result) ? (result as AuthResult) : 'none';
}
