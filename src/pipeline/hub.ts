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
import { createNoticeChoices } from './notices/choices.ts';
import type { HubServices } from './services.ts';
import { createSharing } from './sharing.ts';
import { createClientCalendars } from './submission/clientCalendars.ts';
import { rewriteClientObject } from './submission/clientRewrite.ts';
import { createEventServices } from './submission/events.ts';
import { createInvitationServices } from './submission/invitations.ts';
import { asService } from './submission/problem.ts';

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
    ...createInvitationServices(context),
    rewriteObject: (change) => rewriteClientObject(context, change),
    async removeCalendar(personId, calendar) {
      // She did not answer the invitations on it: nobody is told that they went.
      const removal = { personId, calendarId: `${personId}/${calendar}`, scheduleReply: false };
      const removed = await createClientCalendars(context).remove(removal);
      return removed.kind === 'problem' ? asService(removed) : removed;
    },
    settleHeld: createSettleHeld(context),
    ...createSharing(context),
    ...createUndo(context),
    ...createNoticeChoices(context),
    ...createImport(context),
    ...createFillFromMail(context),
    freeBusy: context.freeBusy,
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
