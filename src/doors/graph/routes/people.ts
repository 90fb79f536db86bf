import type { MailboxSettings } from '@microsoft/microsoft-graph-types';
import { z } from 'zod';
import { named } from '../../../calendar/zones/book.ts';
import { addressesOf } from '../../../directory/recipients.ts';
import type { CasMailbox, Person } from '../../../directory/types.ts';
import type { CurrentConfiguration } from '../../../pipeline/services.ts';
import type { ConfigurationEntry } from '../../../store/contract.ts';
import { changeDirectory, requestBadRequest, resourceNotFound } from '../directory/entry.ts';
import { isDeleted, keptAfter, keptEntry, keptOf, personAfter, tellUser, userForm } from '../directory/user.ts';
import { readBody } from '../event/wish.ts';
import { badRequest } from '../frame/failure.ts';
import { contextOf, pageOf, queryOf, selected } from '../frame/query.ts';
import { directoryPage, forOwner, parameterOf, type Routes } from '../parts.ts';

const filterable = [
  'id',
  'mail',
  'userPrincipalName',
  'displayName',
  'accountEnabled',
  'mailNickname',
  'usageLocation',
];
const settingsForm = z.object({
  timeZone: z.string().min(1).max(100).nullish(),
  language: z.object({ locale: z.string().max(20) }).nullish(),
});

/** /me, /users and /users/{id}: who people are. A client of the organisation makes, changes and removes them. */
export const personRoutes: Routes = (scope, parts) => {
  const { access, hub, seen, random, clock } = parts;
  forOwner(scope, parts, 'GET', '/mailboxSettings', async ({ person }) => tellSettings(person));
  forOwner(scope, parts, 'PATCH', '/mailboxSettings', async ({ person, request }) => {
    const wish = readBody(settingsForm, request.body);
    const timeZone = wish.timeZone ? ianaName(wish.timeZone) : undefined;
    const locale = wish.language?.locale;
    const changed = await changeDirectory(hub, (current) => {
      const before = personOf(current, person.id);
      const after: Person = {
        ...before,
        ...(timeZone !== undefined && { timeZone }),
        ...(locale !== undefined && { language: /^fr\b/i.test(locale) ? ('fr' as const) : ('en' as const) }),
      };
      return { writes: [entryOf(after)], result: after };
    });
    return { '@odata.context': contextOf(request), ...tellSettings(changed) };
  });
  scope.get('/me', async (request) => {
    const person = await access.owner(request);
    const { entries } = await seen();
    return { '@odata.context': contextOf(request), ...selected(tellUser(person, entries), queryOf(request).$select) };
  });
  scope.get('/users/:user', async (request) => {
    // A person asks of herself; a client also of whom signed in no more.
    const asker = await access.bearer(request);
    if (asker.kind === 'person') await access.owner(request);
    const current = await seen();
    const person = personOf(current, parameterOf(request, 'user') ?? '');
    return {
      '@odata.context': contextOf(request),
      ...selected(tellUser(person, current.entries), queryOf(request).$select),
    };
  });
  scope.get('/users', async (request) => {
    await access.client(request);
    const { directory, entries } = await seen();
    const people = directory.people.filter(({ id }) => !isDeleted(entries, id));
    const told = people.map((person) => tellUser(person, entries));
    return pageOf(told, filterable, request, directoryPage(request, parts));
  });
  scope.post('/users', async (request, reply) => {
    await access.client(request);
    const wish = readBody(newUserForm, request.body);
    const person = await changeDirectory(hub, (current) => {
      const { directory, entries } = current;
      const known = directory.people.find((each) => addressesOf(each).includes(wish.userPrincipalName));
      if (known && !isDeleted(entries, known.id)) {
        throw requestBadRequest('Another object with the same value for property userPrincipalName already exists.');
      }
      // Who comes back finds her calendar as she left it.
      const blank: Person = known ?? {
        ...{ id: random.uuid(), address: wish.userPrincipalName, name: wish.displayName, aliases: [], licence: '' },
        ...{ timeZone: 'UTC', language: 'en', enabled: true },
      };
      // Nobody has this address yet, so it is checked like a new one.
      const made = personAfter(known ?? { ...blank, address: '' }, wish, current);
      const writes = [entryOf(withoutFormer(made)), keptEntry(made.id, keptAfter(keptOf(entries, ''), wish))];
      return { writes: [...writes, ...clientAccess(current, made.id)], result: withoutFormer(made) };
    });
    const { entries } = await hub.configuration();
    return reply.code(201).send({ '@odata.context': contextOf(request), ...tellUser(person, entries) });
  });
  scope.patch('/users/:user', async (request, reply) => {
    await access.client(request);
    const wish = readBody(userForm, request.body);
    await changeDirectory(hub, (current) => {
      const before = personOf(current, parameterOf(request, 'user') ?? '');
      const after = personAfter(before, wish, current);
      return {
        writes: [entryOf(after), keptEntry(after.id, keptAfter(keptOf(current.entries, after.id), wish))],
        result: undefined,
      };
    });
    return reply.code(204).send();
  });
  scope.delete('/users/:user', async (request, reply) => {
    await access.client(request);
    await changeDirectory(hub, (current) => {
      const person = personOf(current, parameterOf(request, 'user') ?? '');
      const kept = { ...keptOf(current.entries, person.id), deletedDateTime: new Date(clock.now()).toISOString() };
      return { writes: [entryOf({ ...person, enabled: false }), keptEntry(person.id, kept)], result: undefined };
    });
    return reply.code(204).send();
  });
};

const newUserForm = userForm.required({
  accountEnabled: true,
  displayName: true,
  mailNickname: true,
  userPrincipalName: true,
});

/** By id, principal name or address; who was deleted is not there. */
export function personOf({ directory, entries }: CurrentConfiguration, wanted: string): Person {
  const lower = wanted.toLowerCase();
  const found =
    directory.people.find(({ id }) => id === wanted) ??
    directory.people.find((each) => addressesOf(each).includes(lower));
  if (found === undefined || isDeleted(entries, found.id)) throw resourceNotFound(wanted);
  return found;
}

export function entryOf(person: Person): ConfigurationEntry {
  return { kind: 'person', name: person.id, body: person };
}

/** A new person had no address before. */
function withoutFormer(person: Person): Person {
  return { ...person, aliases: person.aliases.filter((alias) => alias !== '') };
}

/** What the plan for new mailboxes says, where it says anything (Exchange's CASMailboxPlan). */
function clientAccess({ entries }: CurrentConfiguration, id: string): ConfigurationEntry[] {
  const plan = entries.body('casMailbox', 'plan/ExchangeOnlineDeskless') as CasMailbox | undefined;
  return plan === undefined ? [] : [{ kind: 'casMailbox', name: id, body: plan }];
}

function ianaName(timeZone: string): string {
  const zone = named(timeZone)?.iana;
  if (zone === undefined) throw badRequest(`timeZone: no time zone is called '${timeZone}'`, 'ErrorInvalidTimeZone');
  return zone;
}

function tellSettings(person: Person): MailboxSettings {
  return {
    timeZone: person.timeZone,
    language: { locale: person.language === 'fr' ? 'fr-FR' : 'en-US', displayName: person.language },
  };
}
