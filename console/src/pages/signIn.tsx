import { Spinner, Title2 } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useCallback, useEffect, useState } from 'react';
import { ApiFailure } from '../ask.ts';
import { Problem } from '../problem.tsx';
import { Enrolment } from '../signIn/enrolment.tsx';
import { FirstFactor } from '../signIn/firstFactor.tsx';
import { ByLink } from '../signIn/link.tsx';
import { NewPassword } from '../signIn/newPassword.tsx';
import { Refusal } from '../signIn/refusal.tsx';
import { SecondFactor } from '../signIn/secondFactor.tsx';
import { signInApi } from '../signIn/signInApi.ts';
import { languageOf, TextProvider } from '../text/text.tsx';

/** Asked anew at each step and at no other time: recovery codes on the page must not be led away from. */
const asked = { staleTime: 0, gcTime: 0, refetchOnWindowFocus: false, refetchOnReconnect: false };

/** The way in: by what the fragment brings, which no server's log has seen, or by how far the session has come. */
export function SignIn() {
  const language = languageOf();
  const router = useRouter();
  const [fragment, setFragment] = useState(readFragment);
  const state = useQuery({ queryKey: ['session'], queryFn: signInApi.state, ...asked });
  const { refetch } = state;
  const onward = useCallback(() => {
    window.history.replaceState(null, '', window.location.pathname);
    setFragment({});
    void refetch();
  }, [refetch]);
  const complete = state.data?.stage === 'complete' && fragment.token === undefined && fragment.password === undefined;
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  useEffect(() => {
    if (complete) void router.invalidate().then(() => router.navigate({ to: '/', replace: true }));
  }, [complete, router]);
  return (
    <TextProvider language={language}>
      <main className="narrow">
        <Title2 as="h1">{state.data?.organisation || 'Passerelle'}</Title2>
        <Refusal error={fragment.problem === undefined ? null : problem(fragment.problem)} />
        <Problem error={state.error} />
        {way()}
      </main>
    </TextProvider>
  );

  function way() {
    if (fragment.token !== undefined) return <ByLink token={fragment.token} onDone={onward} />;
    if (fragment.password !== undefined) return <NewPassword token={fragment.password} onDone={onward} />;
    switch (state.data?.stage) {
      case undefined:
      case 'complete':
        return <Spinner />;
      case 'none':
        return <FirstFactor identityProvider={state.data.identityProvider} onDone={onward} />;
      case 'secondFactor':
        return <SecondFactor onDone={onward} />;
      case 'enrolment':
        return <Enrolment onDone={onward} />;
    }
  }
}

interface Fragment {
  /** Of a link that signs in. */
  readonly token?: string;
  /** Of a link that lets her choose a password. */
  readonly password?: string;
  /** Why the identity provider did not sign her in. */
  readonly problem?: string;
}

function readFragment(): Fragment {
  return Object.fromEntries(new URLSearchParams(window.location.hash.slice(1)));
}

function problem(code: string): Error {
  return new ApiFailure(403, { code, message: code });
}
