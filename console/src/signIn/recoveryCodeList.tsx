import { Button, Subtitle2 } from '@fluentui/react-components';
import { useSignInText } from './useSignInText.ts';

/** Recovery codes, this once. */
export function RecoveryCodeList({ codes, onKept }: { readonly codes: readonly string[]; onKept(): void }) {
  const text = useSignInText();
  return (
    <section aria-label={text.recoveryCodes} className="panel">
      <Subtitle2 as="h3">{text.recoveryCodes}</Subtitle2>
      <p>{text.recoveryCodesHow}</p>
      <ul className="plain codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <Button appearance="primary" onClick={onKept}>
        {text.saved}
      </Button>
    </section>
  );
}
