import { Button, Subtitle2 } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import type { Security } from '../../../src/doors/api/signInContract.ts';
import { AuthenticatorApp } from '../signIn/authenticatorApp.tsx';
import { Refusal } from '../signIn/refusal.tsx';
import { signInApi } from '../signIn/signInApi.ts';
import { useSecurityText } from './useSecurityText.ts';

interface Props {
  readonly security: Security;
  onChange(): void;
  onCodes(codes: readonly string[]): void;
}

/** The authenticator app, and the recovery codes for when it is lost. */
export function AppSection({ security, onChange, onCodes }: Props) {
  const text = useSecurityText();
  const remove = useMutation({ mutationFn: signInApi.removeTotp, onSuccess: onChange });
  const renew = useMutation({
    mutationFn: signInApi.newRecoveryCodes,
    onSuccess: ({ recoveryCodes }) => onCodes(recoveryCodes),
  });
  const enrolled = security.totp || security.passkeys.length > 0;
  return (
    <section aria-label={text.authenticatorApp} className="panel">
      <Subtitle2 as="h2">{text.authenticatorApp}</Subtitle2>
      <p className="quiet">{security.totp ? text.setUpSince : text.notSetUp}</p>
      <Refusal error={remove.error ?? renew.error} />
      <div className="stack">
        {security.totp ? (
          <Button onClick={() => remove.mutate()} disabled={remove.isPending}>
            {text.removeApp}
          </Button>
        ) : (
          <AuthenticatorApp onDone={onCodes} />
        )}
        {enrolled ? (
          <>
            <span>{text.codesLeft(security.recoveryCodes)}</span>
            <Button onClick={() => renew.mutate()} disabled={renew.isPending}>
              {text.newCodes}
            </Button>
          </>
        ) : null}
      </div>
    </section>
  );
}
