import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from '@fluentui/react-components';
import type { PersonSummary, WeekEvent } from '../../../src/doors/api/contract.ts';
import { useLanguage, useText } from '../text/text.tsx';
import { AnswerButtons, isAnswerable } from './answerButtons.tsx';
import { when } from './zoned.ts';

/** One event in full, and the answer to it. */
export function EventDialog(props: {
  readonly person: PersonSummary;
  readonly event: WeekEvent;
  readonly onClose: () => void;
}) {
  const { person, event, onClose } = props;
  const text = useText();
  const language = useLanguage();
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{event.title || text.noSubject}</DialogTitle>
          <DialogContent>
            <p>{when(event, language, person.timeZone)}</p>
            {event.location ? <p>{event.location}</p> : null}
            {event.organizer ? (
              <p>
                {text.organizer}: {event.organizer}
              </p>
            ) : null}
            {event.cancelled ? <p>{text.cancelled}</p> : null}
            {event.partStat ? <p>{text.answered[event.partStat]}</p> : null}
          </DialogContent>
          <DialogActions>
            {isAnswerable(event) ? <AnswerButtons address={person.address} event={event} onAnswered={onClose} /> : null}
            <Button onClick={onClose}>{text.close}</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
