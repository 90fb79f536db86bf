import { MessageBar, MessageBarBody, Spinner, Title2 } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { api } from '../api.ts';
import { languageOf, textsOf } from '../text/text.tsx';

/** Exchanges the token in the fragment, which no server's log has seen, for a session; without one says where to get it. */
export function SignIn() {
  const text = textsOf(languageOf());
  const router = useRouter();
  const [token] = useState(tokenInFragment);
  const signIn = useQuery({
    queryKey: ['sign-in', token],
    queryFn: async () => {
      await api.signIn(token);
      return true;
    },
    enabled: token !== '',
    retry: false,
    // The link is good once.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  useEffect(() => {
    if (signIn.data) void router.invalidate().then(() => router.navigate({ to: '/', replace: true }));
  }, [signIn.data, router]);
  return (
    <main className="narrow">
      <Title2 as="h1">Passerelle</Title2>
      {signIn.isFetching ? <Spinner label={text.signingIn} /> : null}
      {signIn.isError ? (
        <MessageBar intent="error">
          <MessageBarBody>{text.linkGone}</MessageBarBody>
        </MessageBar>
      ) : null}
      {token === '' || signIn.isError ? <p>{text.signInHow}</p> : null}
    </main>
  );
}

function tokenInFragment(): string {
  return new URLSearchParams(window.location.hash.slice(1)).get('token') ?? '';
}
