import { Button } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { AuthenticatorApp } from './authenticatorApp.tsx';
import { passkeyName } from './passkeyName.ts';
import { RecoveryCodeList } from './recoveryCodeList.tsx';
import { Refusal } from './refusal.tsx';
import { signInApi } from './signInApi.ts';
import { useSignInText } from './useSignInText.ts';

/** All that a password opens where a second factor is asked for and there is none yet. */
export function Enrolment({ onDone }: { onDone(): void }) {
  const text = useSignInText();
  const [codes, setCodes] = useState<readonly string[]>();
  const done = (made: readonly string[]) => (made.length === 0 ? onDone() : setCodes(made));
  const passkey = useMutation({
    mutationFn: () => signInApi.addPasskey(passkeyName()),
    onSuccess: ({ recoveryCodes }) => done(recoveryCodes),
  });
  if (codes !== undefined) return <RecoveryCodeList codes={codes} onKept={onDone} />;
  return (
    <>
      <p>{text.enrolment}</p>
      <Refusal error={passkey.error} />
      <div className="stack">
        <AuthenticatorApp onDone={done} />
        <Button onClick={() => passkey.mutate()} disabled={passkey.isPending}>
          {text.passkeyAdd}
        </Button>
      </div>
    </>
  );
}
