import type { OutgoingScheduling } from '../types.ts';

export type Language = 'en' | 'fr';

/** What a scheduling mail says to its reader. */
type Occasion =
  | 'invitation'
  | 'updated'
  | 'cancelled'
  | 'accepted'
  | 'declined'
  | 'tentative'
  | 'delegated'
  | 'completed'
  | 'proposed'
  | 'proposalDeclined'
  | 'inPlace'
  | 'forwarded'
  | 'refresh'
  | 'freeBusy';

interface Words {
  readonly subject: Readonly<Record<Occasion, string>>;
  /** First sentence; `who` is the person it comes from. */
  readonly sentence: Readonly<Record<Occasion, (who: string) => string>>;
  readonly when: string;
  readonly where: string;
  readonly organizer: string;
  readonly guests: string;
  readonly join: string;
  readonly comment: string;
  readonly repeats: string;
  readonly untitled: string;
}

export const words: Readonly<Record<Language, Words>> = {
  en: {
    subject: {
      invitation: 'Invitation: ',
      updated: 'Updated: ',
      cancelled: 'Cancelled: ',
      accepted: 'Accepted: ',
      declined: 'Declined: ',
      tentative: 'Tentative: ',
      delegated: 'Delegated: ',
      completed: 'Completed: ',
      proposed: 'New time proposed: ',
      proposalDeclined: 'Proposal declined: ',
      freeBusy: 'Busy times: ',
      inPlace: 'Invitation: ',
      forwarded: 'Forwarded: ',
      refresh: 'Details asked for: ',
    },
    sentence: {
      invitation: (who) => `${who} invites you.`,
      updated: (who) => `${who} has changed this event.`,
      cancelled: (who) => `${who} has cancelled this event.`,
      accepted: (who) => `${who} has accepted this invitation.`,
      declined: (who) => `${who} has declined this invitation.`,
      tentative: (who) => `${who} may attend.`,
      delegated: (who) => `${who} has delegated this invitation.`,
      completed: (who) => `${who} has completed this task.`,
      proposed: (who) => `${who} proposes another time.`,
      proposalDeclined: (who) => `${who} keeps to the time as it was.`,
      freeBusy: (who) => `The calendar of ${who} tells when time is taken; a calendar program reads it below.`,
      inPlace: (who) => `${who} asks you to attend in their place.`,
      forwarded: (who) => `${who} forwards this invitation to you.`,
      refresh: (who) => `${who} asks for the latest details of this event.`,
    },
    when: 'When',
    where: 'Where',
    organizer: 'Organizer',
    guests: 'Guests',
    join: 'Join',
    comment: 'Comment',
    repeats: 'repeats',
    untitled: '(no title)',
  },
  fr: {
    subject: {
      invitation: 'Invitation : ',
      updated: 'Modifié : ',
      cancelled: 'Annulé : ',
      accepted: 'Accepté : ',
      declined: 'Refusé : ',
      tentative: 'Provisoire : ',
      delegated: 'Délégué : ',
      completed: 'Terminé : ',
      proposed: 'Nouvel horaire proposé : ',
      proposalDeclined: 'Proposition refusée : ',
      freeBusy: 'Disponibilités : ',
      inPlace: 'Invitation : ',
      forwarded: 'Transféré : ',
      refresh: 'Détails demandés : ',
    },
    sentence: {
      invitation: (who) => `${who} vous invite.`,
      updated: (who) => `${who} a modifié cet événement.`,
      cancelled: (who) => `${who} a annulé cet événement.`,
      accepted: (who) => `${who} a accepté cette invitation.`,
      declined: (who) => `${who} a refusé cette invitation.`,
      tentative: (who) => `${who} participera peut-être.`,
      delegated: (who) => `${who} a délégué cette invitation.`,
      completed: (who) => `${who} a terminé cette tâche.`,
      proposed: (who) => `${who} propose un autre horaire.`,
      proposalDeclined: (who) => `${who} garde l’horaire prévu.`,
      freeBusy: (who) => `L’agenda de ${who} dit quand du temps est pris ; un logiciel d’agenda le lit ci-dessous.`,
      inPlace: (who) => `${who} vous demande de participer à sa place.`,
      forwarded: (who) => `${who} vous transfère cette invitation.`,
      refresh: (who) => `${who} demande les derniers détails de cet événement.`,
    },
    when: 'Quand',
    where: 'Où',
    organizer: 'Organisé par',
    guests: 'Participants',
    join: 'Rejoindre',
    comment: 'Commentaire',
    repeats: 'se répète',
    untitled: '(sans titre)',
  },
};

export function occasionOf(outgoing: OutgoingScheduling): Occasion {
  if (outgoing.freeBusy) return 'freeBusy';
  switch (outgoing.method) {
    case 'REQUEST':
      if (outgoing.passedOn) return outgoing.passedOn === 'delegated' ? 'inPlace' : 'forwarded';
      return outgoing.update ? 'updated' : 'invitation';
    case 'CANCEL':
      return 'cancelled';
    case 'COUNTER':
      return 'proposed';
    case 'DECLINECOUNTER':
      return 'proposalDeclined';
    case 'REFRESH':
      return 'refresh';
    case 'REPLY':
      switch (outgoing.partStat) {
        case 'ACCEPTED':
          return 'accepted';
        case 'DECLINED':
          return 'declined';
        case 'DELEGATED':
          return 'delegated';
        case 'COMPLETED':
          return 'completed';
        default:
          return 'tentative';
      }
  }
}
