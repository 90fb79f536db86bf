import { personById } from '../../../directory/recipients.ts';
import type { Api, ApiParts } from '../api.ts';
import { byAddress } from '../contract.ts';
import { Failed } from '../failed.ts';
import { needs } from '../needs.ts';
import { accounts, passwordLink, passwordLinkDelivery, roleWish } from '../signInContract.ts';
import { originOf } from '../whence.ts';

/** What an administrator decides of how others sign in: roles, a link to choose a password, a lost second factor. */
export function roleRoutes(api: Api, { hub, access, signIn, publicUrl }: ApiParts): void {
  const config = needs('administrator');
  api.get('/accounts', { config, schema: { response: { 200: accounts } } }, async () => {
    const found = await signIn.roles.accounts();
    return {
      accounts: found.flatMap(({ personId, ...account }) => {
        const person = personById(hub.directory(), personId);
        return person === undefined ? [] : [{ address: person.address, ...account }];
      }),
    };
  });
  api.put(
    '/people/:address/role',
    { config, schema: { params: byAddress, body: roleWish } },
    async (request, reply) => {
      const person = await access.personOf(request, request.params.address);
      const { personId } = await access.administrator(request);
      // The last administrator must not shut herself out by mistake: another one, or the command line, does it.
      if (personId === person.id) throw new Failed(409, 'own-role', 'nobody changes her own role');
      await signIn.roles.setRole(person, request.body.role);
      return reply.code(204).send();
    },
  );
  api.post(
    '/people/:address/password-link',
    { config, schema: { params: byAddress, body: passwordLinkDelivery, response: { 201: passwordLink } } },
    async (request, reply) => {
      const person = await access.personOf(request, request.params.address);
      const base = publicUrl?.() ?? originOf(request);
      if (request.body.deliver === 'show') {
        return reply.code(201).send({ url: await signIn.passwordLinks.make(person, base) });
      }
      if (!(await signIn.passwordLinks.mail(person, base))) {
        throw new Failed(409, 'no-way-home', `there is no way to the home mailbox of ${person.address}`);
      }
      return reply.code(201).send({});
    },
  );
  api.delete('/people/:address/factors', { config, schema: { params: byAddress } }, async (request, reply) => {
    const person = await access.personOf(request, request.params.address);
    await signIn.roles.resetFactors(person);
    return reply.code(204).send();
  });
}
