/** Serves the built console (console/dist): its files as they are, its page for every address that is no file. */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { contentSecurityPolicy } from '../http/securityHeaders.ts';
import { errorBody } from '../http/server.ts';

/** What the page's build leaves for us to fill in, for each answer anew. */
const noncePlaceholder = '__CSP_NONCE__';
/** Addresses of the other doors: a miss there is a miss, and no page. */
const otherDoors = ['/api/', '/dav', '/graph/', '/adminapi/', '/.well-known/', '/assets/'];

const notBuilt = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Passerelle</title>
<h1>The console is not built</h1>
<p>Run <code>npm run build:console</code> in the program's folder, then load this page again.
Everything else works: see <a href="/api/v1/openapi.json">the API</a>.</p></html>\n`;

export async function registerConsole(app: FastifyInstance, { root }: { readonly root: string }): Promise<void> {
  const page = pageReader(join(root, 'index.html'));
  if (existsSync(join(root, 'assets'))) {
    await app.register(fastifyStatic, {
      root: join(root, 'assets'),
      prefix: '/assets/',
      index: false,
      // Names of built files bear a hash of what is in them.
      immutable: true,
      maxAge: '365d',
      cacheControl: true,
    });
  }
  app.get('/', (_request, reply) => sendPage(reply));
  app.setNotFoundHandler((request, reply) => {
    if (wantsPage(request)) return sendPage(reply);
    return reply.code(404).send(errorBody('not-found', 'nothing is here'));
  });

  function sendPage(reply: FastifyReply): FastifyReply {
    const html = page();
    reply.type('text/html; charset=utf-8');
    if (html === undefined) return reply.code(503).send(notBuilt);
    const nonce = randomBytes(16).toString('base64');
    // Fluent writes its styles at run time, into style elements that bear this nonce.
    reply.header('content-security-policy', contentSecurityPolicy(nonce));
    return reply.send(html.replaceAll(noncePlaceholder, nonce));
  }
}

function wantsPage({ method, url, headers }: FastifyRequest): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  if (otherDoors.some((prefix) => url === prefix || url.startsWith(prefix))) return false;
  return headers.accept === undefined || headers.accept.includes('text/html') || headers.accept.includes('*/*');
}

/** Reads the page when it was built anew, so that a build needs no restart. */
function pageReader(path: string): () => string | undefined {
  let kept: { readonly at: number; readonly html: string } | undefined;
  return () => {
    const at = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    if (at === undefined) return undefined;
    if (kept?.at !== at) kept = { at, html: readFileSync(path, 'utf8') };
    return kept.html;
  };
}
