import { MessageBar, MessageBarBody, Spinner } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useText } from '../text/text.tsx';
import { signInApi } from './signInApi.ts';

/** Exchanges a one-time link's token for a session. */
export function ByLink({ token, onDone }: { readonly token: string; onDone(): void }) {
  const text = useText();
  const signIn = useQuery({
    queryKey: ['sign-in', token],
    queryFn: async () => {
      await signInApi.byLink(token);
      return true;
    },
    retry: false,
    // The link is good once.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  useEffect(() => {
    if (signIn.data) onDone();
  }, [signIn.data, onDone]);
  if (!signIn.isError) return <Spinner label={text.signingIn} />;
  return (
    <>
      <MessageBar intent="error">
        <MessageBarBody>{text.linkGone}</MessageBarBody>
      </MessageBar>
      <p>{text.signInHow}</p>
    </>
  );
}
