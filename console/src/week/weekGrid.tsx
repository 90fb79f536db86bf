import Calendar from '@fullcalendar/react';
import frLocale from '@fullcalendar/react/locales/fr';
import classicTheme from '@fullcalendar/react/themes/classic';
import timeGrid from '@fullcalendar/react/timegrid';
import '@fullcalendar/react/skeleton.css';
import '@fullcalendar/react/themes/classic/theme.css';
import '@fullcalendar/react/themes/classic/palette.css';
import type { Week, WeekEvent } from '../../../src/doors/api/contract.ts';
import type { Texts } from '../text/en.ts';
import { useLanguage, useText } from '../text/text.tsx';
import { localDate } from './zoned.ts';

/** The grid of seven days in the person's own time zone. Tentative is hatched, cancelled struck through. */
export function WeekGrid(props: {
  readonly week: Week;
  readonly start: string;
  readonly onOpen: (event: WeekEvent) => void;
}) {
  const { week, start, onOpen } = props;
  const text = useText();
  const language = useLanguage();
  const zone = week.person.timeZone;
  return (
    <Calendar
      // A new week is a new grid: the calendar reads its first day once.
      key={`${start} ${zone}`}
      plugins={[timeGrid, classicTheme]}
      initialView="timeGridWeek"
      initialDate={start}
      firstDay={1}
      timeZone={zone}
      locales={[frLocale]}
      locale={language}
      headerToolbar={false}
      height="70vh"
      scrollTime="07:00:00"
      nowIndicator
      eventInteractive
      events={week.events.map((event) => ({
        id: `${event.uid} ${event.recurrenceId ?? ''}`,
        title: titleOf(event, text),
        start: event.allDay ? localDate(event.start, zone) : event.start,
        end: event.allDay ? localDate(event.end, zone) : event.end,
        allDay: event.allDay,
        className: classOf(event),
        extendedProps: { event },
      }))}
      eventClick={({ event }) => onOpen(event.extendedProps.event as WeekEvent)}
    />
  );
}

function titleOf(event: WeekEvent, text: Texts): string {
  const title = event.title || text.noSubject;
  if (event.cancelled) return `${text.cancelled}: ${title}`;
  return isTentative(event) ? `${text.tentative}: ${title}` : title;
}

function classOf(event: WeekEvent): string {
  if (event.cancelled) return 'event event-cancelled';
  if (event.partStat === 'DECLINED') return 'event event-declined';
  return isTentative(event) ? 'event event-tentative' : 'event';
}

function isTentative(event: WeekEvent): boolean {
  return event.busy === 'BUSY-TENTATIVE';
}
