import { PassThrough } from 'node:stream';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Api, ApiParts } from '../api.ts';
import {
  applied,
  attestation,
  attested,
  connectionQuery,
  exported,
  exportQuery,
  inspected,
  linted,
  planned,
  undone,
  undoQuery,
} from '../connectionContract.ts';
import { Failed, settled } from '../failed.ts';
import { needs } from '../needs.ts';

/** rfc9512, and what people wrote before it. */
const yamlTypes = ['application/yaml', 'application/x-yaml', 'text/yaml', 'text/x-yaml', 'text/plain'];
/** One JSON value a line: what happens, as it happens, and last what came of it. */
const lines = 'application/x-ndjson';

/**
 * `PUT /connection` applies the text of connection.yaml, `POST /connection/plan` says what
 * that would do. What runs long is told line by line to whoever accepts `application/x-ndjson`.
 */
export function connectionRoutes(api: Api, { hub }: ApiParts): void {
  acceptYaml(api);
  const whose = needs('administrator');
  const file = z.string().describe('the text of connection.yaml');
  const withFile = { body: file, consumes: yamlTypes };

  api.put(
    '/connection',
    { config: whose, schema: { ...withFile, querystring: connectionQuery, response: { 200: applied } } },
    async (request, reply) => {
      const yaml = filled(request.body);
      if (request.headers.accept === lines) {
        return told(reply, async (tell) => settled(await hub.connection.apply(yaml, request.query, tell)));
      }
      return asJson(settled(await hub.connection.apply(yaml, request.query)));
    },
  );
  api.post(
    '/connection/plan',
    { config: whose, schema: { ...withFile, querystring: connectionQuery, response: { 200: planned } } },
    async (request) => asJson(settled(await hub.connection.plan(filled(request.body), request.query))),
  );
  api.post(
    '/connection/inspect',
    { config: whose, schema: { ...withFile, response: { 200: inspected } } },
    async (request) => {
      const { resources } = settled(await hub.connection.inspect(filled(request.body)));
      return asJson({ resources: [...resources].map(([key, observed]) => ({ key, ...observed })) });
    },
  );
  api.post('/connection/lint', { config: whose, schema: { ...withFile, response: { 200: linted } } }, async (request) =>
    asJson(settled(await hub.connection.lint(filled(request.body)))),
  );
  api.post(
    '/connection/export',
    { config: whose, schema: { ...withFile, querystring: exportQuery, response: { 200: exported } } },
    async (request) => asJson(settled(await hub.connection.export(filled(request.body), request.query.as))),
  );
  api.post(
    '/connection/undo',
    { config: whose, schema: { querystring: undoQuery, response: { 200: undone } } },
    async (request, reply) => {
      if (request.headers.accept === lines) {
        return told(reply, async (tell) => settled(await hub.connection.undo(request.query.only, tell)));
      }
      return asJson(settled(await hub.connection.undo(request.query.only)));
    },
  );
  api.post(
    '/connection/attest',
    { config: whose, schema: { body: attestation, response: { 200: attested } } },
    async (request) => asJson(settled(await hub.connection.attest(request.body.step))),
  );
}

function filled(body: string): string {
  if (body.trim() === '') throw new Failed(422, 'connection-invalid', 'the connection file is empty');
  return body;
}

/** The answers are read-only data; the schemas speak of what JSON can be changed into. */
// biome-ignore lint/suspicious/noExplicitAny: the serializer checks the shape
function asJson(value: object): any {
  return value;
}

/** Once the first line is out the status is 200: a failure is the last line, `{"error": …}`. */
function told(reply: FastifyReply, act: (tell: (progress: object) => void) => Promise<object>): FastifyReply {
  const stream = new PassThrough();
  const write = (value: object) => void stream.write(`${JSON.stringify(value)}\n`);
  act(write)
    .then(({ ...result }) => write({ result }))
    .catch((fault: unknown) => {
      if (!(fault instanceof Failed)) reply.log.error({ fault: String(fault) }, 'request failed');
      write({ error: shown(fault) });
    })
    .finally(() => stream.end());
  return reply.type(lines).header('x-accel-buffering', 'no').send(stream);
}

function shown(fault: unknown): object {
  if (fault instanceof Failed) {
    return { code: fault.code, message: fault.message, details: fault.details };
  }
  return { code: 'fault', message: 'something went wrong here; the log of the hub says what' };
}

function acceptYaml(app: Pick<FastifyInstance, 'addContentTypeParser'>): void {
  app.addContentTypeParser(yamlTypes, { parseAs: 'string' }, (_request, body, done) => done(null, body));
}
