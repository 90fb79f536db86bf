import { createContext, type ReactNode, useContext } from 'react';
import { en, type Texts } from './en.ts';
import { fr } from './fr.ts';

export type Language = 'en' | 'fr';

/** The person's language, else the browser's, else English. */
export function languageOf(wanted?: Language): Language {
  return wanted ?? (navigator.language.toLowerCase().startsWith('fr') ? 'fr' : 'en');
}

export function textsOf(language: Language): Texts {
  return language === 'fr' ? fr : en;
}

const Current = createContext<Language>('en');

export function TextProvider({ language, children }: { readonly language: Language; readonly children: ReactNode }) {
  return <Current value={language}>{children}</Current>;
}

export function useLanguage(): Language {
  return useContext(Current);
}

export function useText(): Texts {
  return textsOf(useLanguage());
}
