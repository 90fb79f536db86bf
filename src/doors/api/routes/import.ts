import type { Api, ApiParts } from '../api.ts';
import { byAddress, importReport } from '../contract.ts';
import { settled } from '../failed.ts';

/** Octets of a file; a calendar of twenty years has a few million. */
const largestFile = 32 * 1024 * 1024;

/** `POST /people/{address}/import`: a file of events (text/calendar) onto her calendar. Nobody is told of it. */
export function importRoutes(api: Api, { hub, access }: ApiParts): void {
  api.addContentTypeParser(['text/calendar'], { parseAs: 'string' }, (_request, body, done) => done(null, body));
  api.post(
    '/people/:address/import',
    {
      // Before the file is read.
      onRequest: async (request) =>
        void (await access.personOf(request, (request.params as { address: string }).address)),
      bodyLimit: largestFile,
      schema: { params: byAddress, response: { 200: importReport } },
    },
    async (request) => {
      const person = await access.personOf(request, request.params.address);
      const { kind: _kind, ...report } = settled(await hub.importCalendar(person.id, String(request.body ?? '')));
      return report;
    },
  );
}
