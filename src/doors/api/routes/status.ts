import { systemClock } from '../../../platform/clock.ts';
import type { Api, ApiParts } from '../api.ts';
import { status } from '../contract.ts';
import { needs } from '../needs.ts';

/** `GET /status`: what the hub is connected with, and how it does. */
export function statusRoutes(api: Api, { hub }: ApiParts): void {
  api.get('/status', { config: needs('helpdesk'), schema: { response: { 200: status } } }, async () => {
    const directory = hub.directory();
    const { waiting, oldestCreatedAt } = await hub.store.reads.queue();
    const oldestSeconds =
      oldestCreatedAt === undefined ? 0 : Math.max(0, Math.round((systemClock.now() - oldestCreatedAt) / 1000));
    return {
      organisation: directory.organisation,
      domain: directory.domain,
      change: directory.change,
      ready: await hub.ready(),
      people: directory.people.filter(({ resource }) => resource === undefined).length,
      connectors: {
        inbound: directory.inboundConnectors.map(({ name }) => name),
        outbound: directory.outboundConnectors.map(({ name }) => name),
      },
      queue: { waiting, oldestSeconds },
    };
  });
}
