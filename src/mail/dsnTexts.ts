/** What a delivery status notification says to a person, in the languages of the hub. */
export type DsnKind = 'failed' | 'delayed';

export interface DsnFacts {
  readonly recipient: string;
  readonly diagnostic: string;
  /** Already formatted; absent when there will be no further attempt. */
  readonly willRetryUntil?: string;
}

interface DsnWords {
  readonly subject: string;
  text(facts: DsnFacts): string;
}

export const dsnTexts: Readonly<Record<'en' | 'fr', Readonly<Record<DsnKind, DsnWords>>>> = {
  en: {
    failed: {
      subject: 'Your message could not be delivered',
      text: ({ recipient, diagnostic }) =>
        `Your message to ${recipient} could not be delivered. It will not be tried again.\n\n` +
        `The reason given was:\n\n  ${diagnostic}\n\nThe headers of your message are attached.\n`,
    },
    delayed: {
      subject: 'Your message is delayed',
      text: ({ recipient, diagnostic, willRetryUntil }) =>
        `Your message to ${recipient} has not been delivered yet. You need not send it again:\n` +
        `delivery will be tried${willRetryUntil === undefined ? ' again' : ` until ${willRetryUntil}`}.\n\n` +
        `The reason given was:\n\n  ${diagnostic}\n`,
    },
  },
  fr: {
    failed: {
      subject: 'Votre message n’a pas pu être remis',
      text: ({ recipient, diagnostic }) =>
        `Votre message à ${recipient} n’a pas pu être remis. Il n’y aura pas d’autre tentative.\n\n` +
        `La raison donnée est :\n\n  ${diagnostic}\n\nLes en-têtes de votre message sont joints.\n`,
    },
    delayed: {
      subject: 'La remise de votre message est retardée',
      text: ({ recipient, diagnostic, willRetryUntil }) =>
        `Votre message à ${recipient} n’a pas encore été remis. Inutile de l’envoyer à nouveau :\n` +
        `d’autres tentatives auront lieu${willRetryUntil === undefined ? '' : ` jusqu’au ${willRetryUntil}`}.\n\n` +
        `La raison donnée est :\n\n  ${diagnostic}\n`,
    },
  },
};
