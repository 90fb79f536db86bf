import type { BusyPeriod } from '../freeBusy.ts';
import { plainSpaces } from '../imip/when.ts';
import type { Language } from '../imip/words.ts';
import type { RequestStatus } from '../scheduling/requestStatus.ts';
import type { Declined } from './judge.ts';

/** Most taken times that are told. */
const TIMES_SHOWN = 5;

export interface ResourceReader {
  /** Display name of the resource. */
  readonly name: string;
  readonly language: Language;
  /** IANA name. */
  readonly timeZone: string;
  readonly bookingWindowInDays: number;
  readonly maximumDurationInMinutes: number;
}

/** What the organizer is told of a refusal: COMMENT and REQUEST-STATUS of the REPLY. Of another's booking only the time. */
export function refusalOf(
  why: Declined | 'by-delegate',
  taken: readonly BusyPeriod[],
  reader: ResourceReader,
): { readonly comment: string; readonly status: RequestStatus } {
  return { comment: sentence(why, taken, reader), status: statuses[why] };
}

const statuses: Readonly<Record<Declined | 'by-delegate', RequestStatus>> = {
  taken: '4.0',
  'not-allowed': '3.8',
  'by-delegate': '3.8',
  'too-long': '3.8',
  'too-far-ahead': '3.8',
  recurring: '3.14',
  'too-many-instances': '3.14',
};

function sentence(why: Declined | 'by-delegate', taken: readonly BusyPeriod[], reader: ResourceReader): string {
  const { name, bookingWindowInDays: days, maximumDurationInMinutes: minutes } = reader;
  const french = reader.language === 'fr';
  switch (why) {
    case 'taken':
      return `${name} ${french ? 'est déjà pris' : 'is taken'}${french ? ' : ' : ': '}${timesOf(taken, reader)}`;
    case 'not-allowed':
      return french ? `Vous ne pouvez pas réserver ${name}.` : `You may not book ${name}.`;
    case 'by-delegate':
      return french
        ? `Le responsable de ${name} n’a pas accepté cette réservation.`
        : `Whoever looks after ${name} did not accept this booking.`;
    case 'too-long':
      return french
        ? `${name} se réserve pour ${minutes} minutes au plus.`
        : `${name} can be booked for ${minutes} minutes at most.`;
    case 'too-far-ahead':
      return french
        ? `${name} se réserve ${days} jours à l’avance au plus ; une série doit finir dans ce délai.`
        : `${name} can be booked ${days} days ahead at most; a series has to end within them.`;
    case 'recurring':
      return french
        ? `${name} ne se réserve pas pour des réunions périodiques.`
        : `${name} can not be booked for recurring meetings.`;
    case 'too-many-instances':
      return french
        ? `Cette série a trop d’occurrences pour ${name}.`
        : `This series has too many instances for ${name}.`;
  }
}

function timesOf(taken: readonly BusyPeriod[], { language, timeZone }: ResourceReader): string {
  const times = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', timeZone });
  const shown = taken.slice(0, TIMES_SHOWN).map(({ start, end }) => plainSpaces(times.formatRange(start, end)));
  const more = taken.length > TIMES_SHOWN ? [`+${taken.length - TIMES_SHOWN}`] : [];
  return `${[...shown, ...more].join('; ')} (${timeZone})`;
}
