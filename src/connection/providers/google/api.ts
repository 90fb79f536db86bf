/** The calls we make, with the shapes of Google's discovery documents (admin directory_v1, siteVerification v1, cloudidentity v1, gmail v1). */
import { z } from 'zod';
import { ProviderRefusal } from '../../provider.ts';
import type { GoogleAnswer, GoogleClient } from './client.ts';

/** Where the APIs are; elsewhere in tests only. */
export interface GoogleEndpoints {
  readonly admin: string;
  readonly siteVerification: string;
  readonly cloudIdentity: string;
  readonly gmail: string;
}

export const googleEndpoints: GoogleEndpoints = {
  admin: 'https://admin.googleapis.com',
  siteVerification: 'https://www.googleapis.com',
  cloudIdentity: 'https://cloudidentity.googleapis.com',
  gmail: 'https://gmail.googleapis.com',
};

const scope = (name: string) => `https://www.googleapis.com/auth/${name}`;

export const scopes = {
  domains: scope('admin.directory.domain'),
  users: scope('admin.directory.user.readonly'),
  siteVerification: scope('siteverification'),
  policies: scope('cloud-identity.policies.readonly'),
  insert: scope('gmail.insert'),
} as const;

const aliasSchema = z.object({
  domainAliasName: z.string(),
  parentDomainName: z.string(),
  verified: z.boolean().default(false),
});
const usersSchema = z.object({
  users: z
    .array(
      z.object({
        primaryEmail: z.string(),
        aliases: z.array(z.string()).default([]),
        suspended: z.boolean().default(false),
      }),
    )
    .default([]),
  nextPageToken: z.string().optional(),
});
const policiesSchema = z.object({
  policies: z.array(z.object({ setting: z.object({ type: z.string(), value: z.unknown() }) })).default([]),
  nextPageToken: z.string().optional(),
});
const tokenSchema = z.object({ token: z.string() });
const importedSchema = z.object({ id: z.string() });

export type DomainAlias = z.infer<typeof aliasSchema>;

/** Pages that are followed at most: 5,000 people fit into 10. */
const mostPages = 40;

export interface GoogleApi {
  domainAlias(name: string): Promise<DomainAlias | undefined>;
  addDomainAlias(name: string, parent: string): Promise<void>;
  removeDomainAlias(name: string): Promise<void>;
  /** Every address of every person who is not suspended, in lower case. */
  addresses(): Promise<ReadonlySet<string>>;
  /** The text of the TXT record by which Google believes that a domain is ours. */
  proof(domain: string): Promise<string>;
  /** Whether Google has found the record; it looks when asked. */
  verify(domain: string): Promise<boolean>;
  /** What is set of one type, such as `settings/gmail.content_compliance`. */
  settings(type: string): Promise<readonly unknown[]>;
  /** Puts a whole message into a person's mailbox, as if it had arrived by SMTP. @returns its id */
  importMessage(address: string, message: Buffer): Promise<string>;
}

/** @param admin for whom the service account administers */
export function createGoogleApi(client: GoogleClient, admin: string, at: GoogleEndpoints): GoogleApi {
  const asAdmin = (...wanted: string[]) => ({ subject: admin, scopes: wanted });
  const aliases = `${at.admin}/admin/directory/v1/customer/my_customer/domainaliases`;
  const site = (domain: string) => ({ type: 'INET_DOMAIN', identifier: domain });
  return {
    async domainAlias(name) {
      const answer = await client({
        method: 'GET',
        url: `${aliases}/${encodeURIComponent(name)}`,
        ...asAdmin(scopes.domains),
      });
      return answer.kind === 'notFound' ? undefined : read(answer, aliasSchema);
    },
    async addDomainAlias(domainAliasName, parentDomainName) {
      const json = { domainAliasName, parentDomainName };
      const answer = await client({ method: 'POST', url: aliases, json, ...asAdmin(scopes.domains) });
      if (answer.kind !== 'conflict') read(answer, aliasSchema);
    },
    async removeDomainAlias(name) {
      const answer = await client({
        method: 'DELETE',
        url: `${aliases}/${encodeURIComponent(name)}`,
        ...asAdmin(scopes.domains),
      });
      if (answer.kind !== 'notFound') read(answer, z.unknown());
    },
    async addresses() {
      const found = new Set<string>();
      const url = `${at.admin}/admin/directory/v1/users?customer=my_customer&maxResults=500&projection=basic`;
      await pages(client, url, asAdmin(scopes.users), usersSchema, ({ users }) => {
        for (const { primaryEmail, aliases: more, suspended } of users) {
          if (!suspended) for (const address of [primaryEmail, ...more]) found.add(address.toLowerCase());
        }
      });
      return found;
    },
    async proof(domain) {
      const url = `${at.siteVerification}/siteVerification/v1/token`;
      const json = { site: site(domain), verificationMethod: 'DNS_TXT' };
      return read(await client({ method: 'POST', url, json, ...asAdmin(scopes.siteVerification) }), tokenSchema).token;
    },
    async verify(domain) {
      const url = `${at.siteVerification}/siteVerification/v1/webResource?verificationMethod=DNS_TXT`;
      const answer = await client({
        method: 'POST',
        url,
        json: { site: site(domain) },
        ...asAdmin(scopes.siteVerification),
      });
      // 400: the record is not there yet, or Google has not seen it.
      if (answer.kind === 'invalid') return false;
      read(answer, z.unknown());
      return true;
    },
    async settings(type) {
      const found: unknown[] = [];
      const filter = encodeURIComponent(`setting.type.matches('^${type.replaceAll('.', '\\.')}$')`);
      const url = `${at.cloudIdentity}/v1/policies?pageSize=100&filter=${filter}`;
      await pages(client, url, asAdmin(scopes.policies), policiesSchema, ({ policies }) => {
        found.push(...policies.filter(({ setting }) => setting.type === type).map(({ setting }) => setting.value));
      });
      return found;
    },
    async importMessage(address, message) {
      const user = encodeURIComponent(address);
      const query = 'uploadType=media&internalDateSource=dateHeader&neverMarkSpam=true&processForCalendar=true';
      const url = `${at.gmail}/upload/gmail/v1/users/${user}/messages/import?${query}`;
      const answer = await client({ method: 'POST', url, message, subject: address, scopes: [scopes.insert] });
      return read(answer, importedSchema).id;
    },
  };
}

async function pages<Page extends { readonly nextPageToken?: string | undefined }>(
  client: GoogleClient,
  url: string,
  wish: { subject: string; scopes: readonly string[] },
  schema: z.ZodType<Page>,
  take: (page: Page) => void,
): Promise<void> {
  let next: string | undefined;
  for (let page = 0; page < mostPages; page++) {
    const more = next === undefined ? '' : `&pageToken=${encodeURIComponent(next)}`;
    const answer = read(await client({ method: 'GET', url: `${url}${more}`, ...wish }), schema);
    take(answer);
    next = answer.nextPageToken;
    if (next === undefined) return;
  }
  throw new ProviderRefusal('refused', 'google.tooMany', `Google has more than ${mostPages} pages of them`);
}

function read<Shape>(answer: GoogleAnswer, schema: z.ZodType<Shape>): Shape {
  switch (answer.kind) {
    case 'done': {
      const shape = schema.safeParse(answer.body);
      if (shape.success) return shape.data;
      throw new ProviderRefusal('refused', 'google.shape', 'Google’s answer has another shape than its description');
    }
    case 'notFound':
    case 'conflict':
      throw new ProviderRefusal('refused', 'google.refused', `Google answers ${answer.kind}`);
    case 'invalid':
      throw new ProviderRefusal('refused', 'google.refused', `Google answers: ${answer.message} (${answer.reason})`);
  }
}
