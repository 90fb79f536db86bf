import { Button, MessageBar, MessageBarActions, MessageBarBody } from '@fluentui/react-components';
import { useRouter } from '@tanstack/react-router';
import { api } from '../api.ts';
import { ApiFailure } from '../ask.ts';
import { useSignInText } from './useSignInText.ts';

/** Why a step did not lead on, in the reader's language; nothing where nothing went wrong. */
export function Refusal({ error }: { readonly error: Error | null }) {
  const text = useSignInText();
  const router = useRouter();
  if (error === null) return null;
  const code = error instanceof ApiFailure ? error.code : '';
  // What a browser says of a passkey that was not used is for developers.
  const why = text.refusals[code] ?? (error instanceof ApiFailure ? error.message : text.passkeyFailed);
  const again = () => api.signOut().finally(() => router.navigate({ to: '/sign-in' }));
  return (
    <MessageBar intent="error" layout="multiline">
      <MessageBarBody>{why}</MessageBarBody>
      {code === 'not-fresh' ? (
        <MessageBarActions>
          <Button onClick={again}>{text.signIn}</Button>
        </MessageBarActions>
      ) : null}
    </MessageBar>
  );
}
