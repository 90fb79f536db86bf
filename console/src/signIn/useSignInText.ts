import { signInTexts } from '../text/pages/signIn.ts';
import { useLanguage } from '../text/text.tsx';

export function useSignInText() {
  return signInTexts[useLanguage()];
}
