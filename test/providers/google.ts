import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { jwtVerify } from 'jose';
import type { GoogleEndpoints } from '../../src/connection/providers/google/api.ts';

/**
 * Google's wire as its discovery documents describe it, errors too: tokens for a service account with delegated
 * scopes, alias domains, site verification, users, policies, messages.import.
 */
export interface Google {
  readonly endpoints: GoogleEndpoints;
  /** The JSON file of the service account. */
  readonly key: string;
  /** What the administrator has allowed the service account. */
  readonly delegated: Set<string>;
  readonly aliases: Map<string, { parent: string; verified: boolean }>;
  readonly users: { primaryEmail: string; aliases?: string[]; suspended?: boolean }[];
  readonly policies: { name: string; setting: { type: string; value: unknown } }[];
  readonly imported: { user: string; query: URLSearchParams; message: string }[];
  /** Domains whose TXT record Google would find. */
  readonly published: Set<string>;
  /** Answers to give instead of the next ones. */
  readonly faults: { status: number; reason?: string; retryAfter?: string; body?: string }[];
  /** `POST /token`, `GET /admin/…`: what was asked, in order. */
  readonly asked: string[];
  now: () => number;
  /** All tokens that were given out stop being accepted. */
  revoke(): void;
}

const account = 'bridge@contoso-project.iam.gserviceaccount.example';

export async function openGoogle(t: TestContext): Promise<Google> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const state = new GoogleState(publicKey);
  const server = createServer((request, response) => {
    state.answer(request, response).catch((fault: unknown) => response.writeHead(599).end(String(fault)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  state.tokenUri = `${at}/token`;
  state.endpoints = { admin: at, siteVerification: at, cloudIdentity: at, gmail: at };
  state.key = JSON.stringify({
    type: 'service_account',
    client_email: account,
    private_key_id: 'key-1',
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    token_uri: state.tokenUri,
  });
  return state;
}

interface Request {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
  readonly scopes: ReadonlySet<string>;
  readonly subject: string;
}

interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

class GoogleState implements Google {
  endpoints: GoogleEndpoints = { admin: '', siteVerification: '', cloudIdentity: '', gmail: '' };
  key = '';
  tokenUri = '';
  now = () => Date.now();
  readonly delegated = new Set<string>();
  readonly aliases: Google['aliases'] = new Map();
  readonly users: Google['users'] = [];
  readonly policies: Google['policies'] = [];
  readonly imported: Google['imported'] = [];
  readonly published = new Set<string>();
  readonly faults: Google['faults'] = [];
  readonly asked: string[] = [];
  readonly #publicKey: KeyObject;
  readonly #tokens = new Map<string, { subject: string; scopes: ReadonlySet<string> }>();

  constructor(publicKey: KeyObject) {
    this.#publicKey = publicKey;
  }

  revoke(): void {
    this.#tokens.clear();
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://google.example');
    this.asked.push(`${request.method} ${url.pathname}`);
    let body = '';
    for await (const part of request) body += (part as Buffer).toString('latin1');
    const fault = url.pathname === '/token' ? undefined : this.faults.shift();
    if (fault !== undefined) {
      response.writeHead(fault.status, fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter });
      response.end(fault.body ?? JSON.stringify(error(fault.status, fault.reason ?? 'backendError').body));
      return;
    }
    const { status, body: answer } =
      url.pathname === '/token' ? await this.#token(body) : this.#authorised(request, url, body);
    response.writeHead(status, { 'content-type': 'application/json; charset=UTF-8' });
    response.end(answer === undefined ? undefined : JSON.stringify(answer));
  }

  async #token(body: string): Promise<Answer> {
    const form = new URLSearchParams(body);
    if (form.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:jwt-bearer') {
      return { status: 400, body: { error: 'unsupported_grant_type' } };
    }
    let claims: Record<string, unknown>;
    try {
      const verified = await jwtVerify(form.get('assertion') ?? '', this.#publicKey, {
        issuer: account,
        audience: this.tokenUri,
        algorithms: ['RS256'],
        maxTokenAge: '1h',
        currentDate: new Date(this.now()),
      });
      claims = verified.payload;
    } catch {
      return { status: 400, body: { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' } };
    }
    const scopes = String(claims.scope).split(' ');
    if (!scopes.every((scope) => this.delegated.has(scope))) {
      const error_description =
        'Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested.';
      return { status: 401, body: { error: 'unauthorized_client', error_description } };
    }
    const token = `ya29.${this.#tokens.size + this.asked.length}`;
    this.#tokens.set(token, { subject: String(claims.sub), scopes: new Set(scopes) });
    return { status: 200, body: { access_token: token, expires_in: 3599, token_type: 'Bearer' } };
  }

  #authorised(request: IncomingMessage, url: URL, body: string): Answer {
    const token = this.#tokens.get((request.headers.authorization ?? '').replace('Bearer ', ''));
    if (token === undefined) return error(401, 'authError');
    return this.#called({
      method: request.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      body,
      scopes: new Set([...token.scopes].map((scope) => scope.replace('https://www.googleapis.com/auth/', ''))),
      subject: token.subject,
    });
  }

  #called(request: Request): Answer {
    const { method, path, scopes } = request;
    const needs = (scope: string, answer: () => Answer) =>
      scopes.has(scope) ? answer() : error(403, 'insufficientPermissions');
    const aliases = '/admin/directory/v1/customer/my_customer/domainaliases';
    if (path.startsWith(aliases))
      return needs('admin.directory.domain', () => this.#domainAlias(request, path.slice(aliases.length + 1)));
    if (path === '/admin/directory/v1/users')
      return needs('admin.directory.user.readonly', () => this.#listUsers(request));
    if (path === '/siteVerification/v1/token' && method === 'POST')
      return needs('siteverification', () => this.#proof(request));
    if (path === '/siteVerification/v1/webResource' && method === 'POST')
      return needs('siteverification', () => this.#verify(request));
    if (path === '/v1/policies') return needs('cloud-identity.policies.readonly', () => this.#listPolicies(request));
    const [, user] = /^\/upload\/gmail\/v1\/users\/([^/]+)\/messages\/import$/.exec(path) ?? [];
    if (user !== undefined && method === 'POST')
      return needs('gmail.insert', () => this.#import(request, decodeURIComponent(user)));
    return error(404, 'notFound');
  }

  #domainAlias({ method, body }: Request, name: string): Answer {
    const resource = (domainAliasName: string) => {
      const { parent = '', verified = false } = this.aliases.get(domainAliasName) ?? {};
      return {
        kind: 'admin#directory#domainAlias',
        etag: '"x"',
        domainAliasName,
        parentDomainName: parent,
        verified,
        creationTime: '1764060000000',
      };
    };
    if (method === 'POST') {
      const { domainAliasName, parentDomainName } = JSON.parse(body) as {
        domainAliasName: string;
        parentDomainName: string;
      };
      if (this.aliases.has(domainAliasName)) return error(409, 'duplicate');
      this.aliases.set(domainAliasName, { parent: parentDomainName, verified: false });
      return { status: 200, body: resource(domainAliasName) };
    }
    if (!this.aliases.has(name)) return error(404, 'notFound', `Resource Not Found: domain_alias`);
    if (method === 'DELETE') {
      this.aliases.delete(name);
      return { status: 204 };
    }
    return { status: 200, body: resource(name) };
  }

  #listUsers({ query }: Request): Answer {
    // Small pages, so that there is more than one.
    const start = Number(query.get('pageToken') ?? 0);
    const users = this.users.slice(start, start + 2);
    const more = start + 2 < this.users.length ? { nextPageToken: String(start + 2) } : {};
    return { status: 200, body: { kind: 'admin#directory#users', ...(users.length === 0 ? {} : { users }), ...more } };
  }

  #proof({ body }: Request): Answer {
    const { site } = JSON.parse(body) as { site: { identifier: string } };
    return {
      status: 200,
      body: {
        method: 'DNS_TXT',
        token: `google-site-verification=${Buffer.from(site.identifier).toString('base64url')}`,
      },
    };
  }

  #verify({ body, query }: Request): Answer {
    if (query.get('verificationMethod') !== 'DNS_TXT') return error(400, 'required');
    const { site } = JSON.parse(body) as { site: { type: string; identifier: string } };
    if (!this.published.has(site.identifier)) {
      return error(400, 'badRequest', 'The necessary verification token could not be found on your site.');
    }
    const alias = this.aliases.get(site.identifier);
    if (alias !== undefined) alias.verified = true;
    return { status: 200, body: { id: `dns://${site.identifier}`, site, owners: [account] } };
  }

  #listPolicies({ query }: Request): Answer {
    const [, pattern = ''] = /^setting\.type\.matches\('(.*)'\)$/.exec(query.get('filter') ?? '') ?? [];
    const type = new RegExp(pattern);
    const policies = this.policies.filter(({ setting }) => type.test(setting.type));
    return { status: 200, body: policies.length === 0 ? {} : { policies } };
  }

  #import({ body, query, subject }: Request, user: string): Answer {
    // A delegated account reaches the mailbox it acts for, and no other.
    if (user !== subject) return error(403, 'forbidden', `Delegation denied for ${subject}`);
    this.imported.push({ user, query, message: body });
    return { status: 200, body: { id: `msg-${this.imported.length}`, threadId: 't', labelIds: ['INBOX'] } };
  }
}

function error(code: number, reason: string, message = reason): Answer {
  return { status: code, body: { error: { code, message, errors: [{ message, domain: 'global', reason }] } } };
}
