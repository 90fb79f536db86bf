/** The built-in hub in one place: what the doors ask of it, answered from its parts. */
import type { Log } from '../platform/log.ts';
import type { Metrics } from '../platform/metrics.ts';
import { createFillFromMail } from './booking/fillFromMail.ts';
import { createSettleHeld } from './booking/settleHeld.ts';
import { createUndo } from './booking/undo.ts';
import type { Configuration } from './configuration.ts';
import type { ConnectionServices } from './connection/connection.ts';
import type { HubContext } from './context.ts';
import { createImport } from './importCalendar.ts';
import type { HubServices } from './services.ts';
import { createSharing } from './sharing.ts';
import { createEventServices } from './submission/events.ts';
import { createObjectServices } from './submission/objects.ts';

export interface HubParts {
  readonly context: HubContext;
  readonly configuration: Configuration;
  readonly connection: ConnectionServices;
  readonly metrics: Metrics;
  readonly log: Log;
  /** SMTP connections open now. */
  connections(): number;
  /** False while a door is closed or delivery has stopped. */
  doorsOpen(): boolean;
}

export function createHub({
  context,
  configuration,
  connection,
  metrics,
  log,
  connections,
  doorsOpen,
}: HubParts): HubServices {
  return {
    directory: configuration.directory,
    store: context.store,
    connection,
    configuration: configuration.current,
    configure: configuration.configure,
    ...createEventServices(context),
    ...createObjectServices(context),
    settleHeld: createSettleHeld(context),
    ...createSharing(context),
    undo: createUndo(context),
    ...createImport(context),
    ...createFillFromMail(context),
    watchTrace: (listener) => context.trace.watch(listener),
    async metrics() {
      const { waiting, oldestCreatedAt } = await context.store.reads.queue();
      const age = oldestCreatedAt === undefined ? 0 : (context.clock.now() - oldestCreatedAt) / 1000;
      return metrics.text({ queueWaiting: waiting, queueOldestSeconds: age, connections: connections() });
    },
    async ready() {
      if (!doorsOpen()) return false;
      try {
        await context.store.reads.queue();
        return true;
      } catch (fault) {
        log.warn({ fault: String(fault) }, 'store does not answer');
        return false;
      }
    },
  };
}
