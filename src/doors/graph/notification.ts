/** What programs are sent of changes: Graph's changeNotificationCollection. */
import type { ChangeNotification, ChangeNotificationCollection } from '@microsoft/microsoft-graph-types';
import type { Notice } from '../../pipeline/subscriptions/notice.ts';
import type { Subscription, SubscriptionParts } from '../../pipeline/subscriptions/subscriptions.ts';
import type { Store } from '../../store/contract.ts';
import { etagOf } from './event/etag.ts';
import { eventIdText } from './ids.ts';

/** `tenant`: the organisation's GUID. */
export function graphWire(store: Store, tenant: () => Promise<string>): SubscriptionParts['wire'] {
  return {
    async notices(subscription, notices) {
      const tenantId = await tenant();
      const value: ChangeNotification[] = [];
      for (const notice of notices) value.push(await changeOf(store, subscription, notice, tenantId));
      return JSON.stringify({ value } satisfies ChangeNotificationCollection);
    },
    async missed(subscription) {
      const told = { ...headOf(subscription, await tenant()), lifecycleEvent: 'missed' as const };
      return JSON.stringify({ value: [told] } satisfies ChangeNotificationCollection);
    },
  };
}

function headOf({ id, expiresAt, clientState, resource }: Subscription, tenantId: string): ChangeNotification {
  return {
    subscriptionId: id,
    subscriptionExpirationDateTime: new Date(expiresAt).toISOString(),
    clientState: clientState ?? null,
    resource,
    tenantId,
  };
}

async function changeOf(
  store: Store,
  subscription: Subscription,
  { change, calendar, name }: Notice,
  tenantId: string,
): Promise<ChangeNotification> {
  const { personId } = subscription;
  const object = await store.reads.objectByName(`${personId}/${calendar}`, name);
  const id = eventIdText({ calendar, name });
  const resource = `Users/${personId}/Events/${id}`;
  const resourceData = {
    '@odata.type': '#Microsoft.Graph.Event',
    '@odata.id': resource,
    ...(object && { '@odata.etag': etagOf(object) }),
    id,
  };
  return { ...headOf(subscription, tenantId), changeType: change, resource, resourceData };
}
