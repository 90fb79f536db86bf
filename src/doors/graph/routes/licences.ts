import { z } from 'zod';
import { changeDirectory, requestBadRequest } from '../directory/entry.ts';
import { essentials, licenceDetailsOf, subscribedSkus } from '../directory/licence.ts';
import { keptOf, tellUser } from '../directory/user.ts';
import { readBody } from '../event/wish.ts';
import { contextOf } from '../frame/query.ts';
import { parameterOf, type Routes } from '../parts.ts';
import { entryOf, personOf } from './people.ts';

const form = z.object({
  addLicenses: z
    .array(z.object({ skuId: z.string().max(100), disabledPlans: z.array(z.string().max(100)).max(50).nullish() }))
    .max(20),
  removeLicenses: z.array(z.string().max(100)).max(20),
});

/** Seats, and who has one. With it comes the mailbox; without it her calendar stays, and nothing is filed on it. */
export const licenceRoutes: Routes = (scope, { access, hub, seen, credentials }) => {
  scope.get('/subscribedSkus', async (request) => {
    await access.client(request);
    const { directory } = await seen();
    return { '@odata.context': contextOf(request), value: subscribedSkus(directory, await credentials.tenant()) };
  });
  scope.get('/users/:user/licenseDetails', async (request) => {
    const asker = await access.bearer(request);
    if (asker.kind === 'person') await access.owner(request);
    const person = personOf(await seen(), parameterOf(request, 'user') ?? '');
    return { '@odata.context': contextOf(request), value: licenceDetailsOf(person) };
  });
  scope.post('/users/:user/assignLicense', async (request) => {
    await access.client(request);
    const { addLicenses, removeLicenses } = readBody(form, request.body);
    const unknown = [...addLicenses.map(({ skuId }) => skuId), ...removeLicenses].find(
      (skuId) => skuId.toLowerCase() !== essentials.skuId,
    );
    if (unknown !== undefined)
      throw requestBadRequest(`License ${unknown} does not correspond to a valid company License.`);
    const person = await changeDirectory(hub, (current) => {
      const before = personOf(current, parameterOf(request, 'user') ?? '');
      if (addLicenses.length > 0 && keptOf(current.entries, before.id).usageLocation === null) {
        throw requestBadRequest('License assignment cannot be done for user with invalid usage location.');
      }
      if (removeLicenses.length > 0 && before.licence === '') {
        throw requestBadRequest('User does not have a corresponding license.');
      }
      const licence =
        addLicenses.length > 0 ? before.licence || essentials.licence : removeLicenses.length > 0 ? '' : before.licence;
      const after = { ...before, licence };
      return { writes: [entryOf(after)], result: after };
    });
    const { entries } = await hub.configuration();
    return { '@odata.context': contextOf(request), ...tellUser(person, entries) };
  });
};
