import { securityTexts } from '../text/pages/security.ts';
import { useLanguage } from '../text/text.tsx';

export function useSecurityText() {
  return securityTexts[useLanguage()];
}
