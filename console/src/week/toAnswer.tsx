import { Subtitle2 } from '@fluentui/react-components';
import type { Week } from '../../../src/doors/api/contract.ts';
import { useLanguage, useText } from '../text/text.tsx';
import { AnswerButtons, isAnswerable } from './answerButtons.tsx';
import { when } from './zoned.ts';

/** This week's invitations without an answer, once each however often they recur. */
export function ToAnswer({ week: { person, events } }: { readonly week: Week }) {
  const text = useText();
  const language = useLanguage();
  const open = events.filter((event) => isAnswerable(event) && event.partStat === 'NEEDS-ACTION');
  const once = [...new Map(open.toReversed().map((event) => [event.uid, event])).values()].toReversed();
  if (once.length === 0) return null;
  return (
    <section aria-label={text.answerWanted} className="panel">
      <Subtitle2 as="h2">{text.answerWanted}</Subtitle2>
      <ul className="plain">
        {once.map((event) => (
          <li key={event.uid} className="row">
            <strong>{event.title || text.noSubject}</strong>
            <span>{when(event, language, person.timeZone)}</span>
            <span className="quiet">{event.organizer}</span>
            <span className="grow" />
            <AnswerButtons address={person.address} event={event} />
          </li>
        ))}
      </ul>
    </section>
  );
}
