import type { Language } from '../imip/words.ts';

/** Why something waits for a person's decision. */
export type Waiting = 'tier' | 'unreadable' | 'not-organizer' | 'not-attendee' | 'not-invited' | 'counter' | 'ADD';

interface NoticeWords {
  readonly reminder: { readonly subject: (title: string, when: string) => string; readonly sentence: string };
  readonly agenda: {
    readonly subject: (day: string, events: number) => string;
    readonly sentence: (day: string, events: number) => string;
    readonly wholeDay: string;
    readonly unanswered: string;
  };
  readonly held: {
    readonly subject: (title: string) => string;
    readonly sentence: string;
    readonly why: Readonly<Record<Waiting, string>>;
    readonly from: string;
    readonly reason: string;
    readonly what: string;
  };
  /** Name of the sender of a notice about somebody else's message. */
  readonly via: (name: string, organisation: string) => string;
  readonly whatToDo: string;
}

export const noticeWords: Readonly<Record<Language, NoticeWords>> = {
  en: {
    reminder: {
      subject: (title, when) => `Reminder: ${title}, ${when}`,
      sentence: 'This is on your calendar.',
    },
    agenda: {
      subject: (day, events) => `Your day, ${day}: ${events === 1 ? '1 event' : `${events} events`}`,
      sentence: (day, events) =>
        events === 1
          ? `There is 1 event on your calendar on ${day}.`
          : `There are ${events} events on your calendar on ${day}.`,
      wholeDay: 'All day',
      unanswered: 'not answered',
    },
    held: {
      subject: (title) => `Waiting for your decision: ${title}`,
      sentence: 'This waits for your decision. Your calendar is unchanged, and the sender was told nothing.',
      why: {
        tier: 'nobody vouches for the sender',
        unreadable: 'the calendar in the message can not be read',
        'not-organizer': 'the sender is not the organizer of the event',
        'not-attendee': 'the sender answers in the name of somebody else',
        'not-invited': 'the sender answers, and was not invited',
        counter: 'an attendee proposes another time',
        ADD: 'it adds to an event that is not on your calendar',
      },
      from: 'From',
      reason: 'Why',
      what: 'What',
    },
    via: (name, organisation) => `${name} via ${organisation}`,
    whatToDo: 'Sign in to your calendar to file it or drop it.',
  },
  fr: {
    reminder: {
      subject: (title, when) => `Rappel : ${title}, ${when}`,
      sentence: 'Ceci est dans votre calendrier.',
    },
    agenda: {
      subject: (day, events) => `Votre journée, ${day} : ${events === 1 ? '1 événement' : `${events} événements`}`,
      sentence: (day, events) =>
        events === 1
          ? `Il y a 1 événement dans votre calendrier, ${day}.`
          : `Il y a ${events} événements dans votre calendrier, ${day}.`,
      wholeDay: 'Toute la journée',
      unanswered: 'sans réponse',
    },
    held: {
      subject: (title) => `En attente de votre décision : ${title}`,
      sentence: 'Ceci attend votre décision. Votre calendrier est inchangé, et l’expéditeur n’en sait rien.',
      why: {
        tier: 'personne ne répond de l’expéditeur',
        unreadable: 'le calendrier contenu dans le message est illisible',
        'not-organizer': 'l’expéditeur n’est pas l’organisateur de l’événement',
        'not-attendee': 'l’expéditeur répond au nom de quelqu’un d’autre',
        'not-invited': 'l’expéditeur répond sans avoir été invité',
        counter: 'un participant propose un autre horaire',
        ADD: 'il complète un événement qui n’est pas dans votre calendrier',
      },
      from: 'De',
      reason: 'Motif',
      what: 'Objet',
    },
    via: (name, organisation) => `${name} via ${organisation}`,
    whatToDo: 'Connectez-vous à votre calendrier pour l’accepter ou l’écarter.',
  },
};
