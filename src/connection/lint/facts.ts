/** What lint looks at: an organisation as somebody connected it by hand. */
export type Row = Readonly<Record<string, unknown>>;

/** Read, or why not: what can't be read is said, and nothing is concluded from it. */
export type Fact<Value> =
  | { readonly kind: 'read'; readonly value: Value }
  | { readonly kind: 'unreadable'; readonly why: string };

export interface HubFacts {
  readonly rules: Fact<readonly Row[]>;
  readonly inboundConnectors: Fact<readonly Row[]>;
  readonly outboundConnectors: Fact<readonly Row[]>;
  readonly acceptedDomains: Fact<readonly Row[]>;
  readonly outboundPolicies: Fact<readonly Row[]>;
  readonly remoteDomains: Fact<readonly Row[]>;
  readonly mailboxes: Fact<readonly Row[]>;
  readonly clientAccess: Fact<readonly Row[]>;
  readonly organisation: Fact<Row>;
  readonly dkim: Fact<readonly Row[]>;
  readonly domains: Fact<readonly Row[]>;
  readonly products: Fact<readonly Row[]>;
  /** Of Microsoft 365 only. */
  readonly securityDefaults?: Fact<Row>;
  readonly conditionalAccess?: Fact<readonly Row[]>;
  /** Hosts of the domain's MX records. */
  readonly mx?: Fact<readonly string[]>;
}

/** The value, or nothing to conclude from. */
export function known<Value>(fact: Fact<Value> | undefined): Value | undefined {
  return fact?.kind === 'read' ? fact.value : undefined;
}

export function text(row: Row, name: string): string {
  const value = row[name];
  return typeof value === 'string' ? value : '';
}

export function texts(row: Row, name: string): string[] {
  const value = row[name];
  if (typeof value === 'string') return value === '' ? [] : [value];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}
