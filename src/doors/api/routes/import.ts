import type { FastifyRequest } from 'fastify';
import type { Api, ApiParts } from '../api.ts';
import { byAddress, filled, importReport, mailboxMessage } from '../contract.ts';
import { settled } from '../failed.ts';
import { needs } from '../needs.ts';

/** Octets of a file; a calendar of twenty years has a few million. */
const largestFile = 32 * 1024 * 1024;
/** Octets of a message in base64, in JSON. */
const largestMessage = 6 * 1024 * 1024;

/**
 * First fill. `POST /people/{address}/import`: a file of events (text/calendar) onto her
 * calendar; `…/mail`: a message from her home mailbox. Nobody is told of either.
 */
export function importRoutes(api: Api, { hub, access }: ApiParts): void {
  /** Whose it is, before so much is read. */
  const own = async (request: FastifyRequest): Promise<void> =>
    void (await access.personOf(request, (request.params as { address: string }).address));
  api.addContentTypeParser(['text/calendar'], { parseAs: 'string' }, (_request, body, done) => done(null, body));
  api.post(
    '/people/:address/import',
    {
      config: needs('person'),
      onRequest: own,
      bodyLimit: largestFile,
      schema: { params: byAddress, response: { 200: importReport } },
    },
    async (request) => {
      const person = await access.personOf(request, request.params.address);
      const { kind: _kind, ...report } = settled(await hub.importCalendar(person.id, String(request.body ?? '')));
      return report;
    },
  );
  api.post(
    '/people/:address/mail',
    {
      config: needs('person'),
      onRequest: own,
      bodyLimit: largestMessage,
      schema: { params: byAddress, body: mailboxMessage, response: { 200: filled } },
    },
    async (request) => {
      const person = await access.personOf(request, request.params.address);
      const { decision, effect } = settled(
        await hub.fillFromMail(person.id, Buffer.from(request.body.message, 'base64')),
      );
      return { decision, effect };
    },
  );
}
