import type { AssignedLicense, LicenseDetails, ServicePlanInfo, SubscribedSku } from '@microsoft/microsoft-graph-types';
import type { Directory, Person } from '../../../directory/types.ts';

/** Teams Essentials (AAD identity), as Microsoft numbers it: the one product the hub stands for. */
export const essentials = {
  skuId: '3ab6abff-666f-4424-bfb7-f0bc274ec7bc',
  skuPartNumber: 'TEAMS_ESSENTIALS_AAD',
  licence: 'essentials',
} as const;

const servicePlans: ServicePlanInfo[] = [
  { servicePlanId: '4a82b400-a79f-41a4-b4e2-e94f5787b113', servicePlanName: 'EXCHANGE_S_DESKLESS' },
  { servicePlanId: '57ff2da0-773e-42df-b2af-ffb7a2317929', servicePlanName: 'TEAMS1' },
].map((plan) => ({ ...plan, provisioningStatus: 'Success', appliesTo: 'User' }));

/** Seats of the built-in hub are not sold: there are always more than people. */
const seats = 25_000;

export function assignedLicensesOf(person: Person): AssignedLicense[] {
  return person.licence === '' ? [] : [{ skuId: essentials.skuId, disabledPlans: [] }];
}

export function subscribedSkus({ people }: Directory, tenant: string): SubscribedSku[] {
  return [
    {
      id: `${tenant}_${essentials.skuId}`,
      accountId: tenant,
      skuId: essentials.skuId,
      skuPartNumber: essentials.skuPartNumber,
      appliesTo: 'User',
      capabilityStatus: 'Enabled',
      consumedUnits: people.filter(({ licence, enabled }) => enabled && licence !== '').length,
      prepaidUnits: { enabled: seats, suspended: 0, warning: 0, lockedOut: 0 },
      servicePlans,
    },
  ];
}

export function licenceDetailsOf(person: Person): LicenseDetails[] {
  if (person.licence === '') return [];
  const { skuId, skuPartNumber } = essentials;
  return [{ id: skuId, skuId, skuPartNumber, servicePlans }];
}
