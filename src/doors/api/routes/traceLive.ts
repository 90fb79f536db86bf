import { PassThrough } from 'node:stream';
import type { Api, ApiParts } from '../api.ts';
import { needs } from '../needs.ts';

/** Octets a slow reader may be behind before it is let go; the browser comes back by itself. */
const mostBehind = 1024 * 1024;
/** A comment this often, milliseconds, so that proxies keep the connection. */
const heartbeat = 25_000;

/** `GET /trace/live`: server-sent events, each a JSON array of trace records as they are decided. */
export function traceLiveRoutes(api: Api, { hub, access }: ApiParts): void {
  const open = new Set<PassThrough>();
  api.addHook('preClose', async () => {
    for (const stream of open) stream.end();
  });
  api.get(
    '/trace/live',
    { config: needs('person'), schema: { produces: ['text/event-stream'] } },
    async (request, reply) => {
      const own = access.ownAddresses(await access.anybody(request));
      const stream = new PassThrough({ highWaterMark: mostBehind });
      const write = (text: string) => {
        if (stream.writableLength + text.length > mostBehind) stream.destroy();
        else stream.write(text);
      };
      const stop = hub.watchTrace((records) => {
        const seen =
          own === undefined ? records : records.filter(({ recipient }) => own.includes(recipient.toLowerCase()));
        if (seen.length > 0) write(`data: ${JSON.stringify(seen)}\n\n`);
      });
      // A session that ended meanwhile, or was ended, ends what it opened.
      const beat = setInterval(() => {
        access.isStillSignedIn(request).then(
          (still) => (still ? write(': here\n\n') : stream.end()),
          () => stream.destroy(),
        );
      }, heartbeat);
      beat.unref();
      open.add(stream);
      stream.once('close', () => {
        clearInterval(beat);
        stop();
        open.delete(stream);
      });
      write('retry: 2000\n\n');
      return reply.type('text/event-stream').header('x-accel-buffering', 'no').send(stream);
    },
  );
}
