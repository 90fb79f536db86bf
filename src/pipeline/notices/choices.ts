import { noticeSettings } from '../../directory/notices.ts';
import { personById } from '../../directory/recipients.ts';
import type { HubContext } from '../context.ts';
import type { HubServices, ServiceProblem } from '../services.ts';
import { readsHubMailbox } from './give.ts';

/** What people choose to be told of. Whoever asks has checked the shape and who it is. */
export function createNoticeChoices(
  context: Pick<HubContext, 'store' | 'directory'>,
): Pick<HubServices, 'notices' | 'chooseNotices'> {
  return {
    async notices(personId) {
      const person = personById(context.directory(), personId);
      if (!person?.enabled) return noSuchPerson;
      const chosen = (await context.store.reads.noticeChoices(personId)).get(personId) ?? {};
      const atHub = readsHubMailbox(context.directory(), person);
      const settings = noticeSettings(person, chosen, atHub);
      return { kind: 'notices', chosen, settings, goTo: atHub ? 'hub' : 'home' };
    },
    async chooseNotices(personId, choices) {
      const person = personById(context.directory(), personId);
      if (!person?.enabled) return noSuchPerson;
      await context.store.commit([{ type: 'putNoticeChoices', personId, choices }]);
      return { kind: 'chosen' };
    },
  };
}

const noSuchPerson: ServiceProblem = {
  kind: 'problem',
  status: 404,
  code: 'no-such-person',
  message: 'no such person',
};
