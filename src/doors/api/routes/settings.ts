import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { CurrentConfiguration } from '../../../pipeline/services.ts';
import type { ConfigurationEntry } from '../../../store/contract.ts';
import type { Api, ApiParts } from '../api.ts';
import { Failed, settled } from '../failed.ts';
import { type Setting, settings } from '../settings.ts';

const ifMatch = z.object({ 'if-match': z.string().max(200).optional() });

/** `/settings/{kind}`: what the hub is configured with and Microsoft's APIs have no words for. */
export function settingsRoutes(api: Api, { hub, access }: ApiParts): void {
  for (const setting of settings) {
    const path = `/settings/${setting.kind}`;
    const { form } = setting;
    api.get(path, { schema: { response: { 200: form } } }, async (request, reply) => {
      await access.administrator(request);
      const body = setting.read(await hub.configuration());
      return tagged(reply, body).send(body as never);
    });
    api.put(path, { schema: { headers: ifMatch, body: form, response: { 200: form } } }, async (request, reply) => {
      await access.administrator(request);
      const wanted = request.headers['if-match'];
      const { result } = settled(await hub.configure((current) => change(setting, current, request.body, wanted)));
      return tagged(reply, result).send(result as never);
    });
  }
}

function change(setting: Setting, current: CurrentConfiguration, body: unknown, ifMatched: string | undefined) {
  const before = setting.read(current);
  // rfc9110#13.1.1
  if (
    ifMatched !== undefined &&
    ifMatched !== '*' &&
    !ifMatched.split(',').some((tag) => tag.trim() === tagOf(before))
  ) {
    throw new Failed(412, 'changed-meanwhile', 'this setting was changed meanwhile: read it again');
  }
  const writes: readonly ConfigurationEntry[] = setting.write(body, current);
  return { writes, result: setting.read({ ...current, entries: current.entries.with(writes) }) };
}

function tagged(reply: FastifyReply, body: unknown): FastifyReply {
  return reply.header('etag', tagOf(body)).header('cache-control', 'no-store');
}

const tagOf = (body: unknown) =>
  `"${createHash('sha256').update(JSON.stringify(body)).digest('base64url').slice(0, 22)}"`;
