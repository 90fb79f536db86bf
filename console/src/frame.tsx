import { Button, Subtitle2 } from '@fluentui/react-components';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useLoaderData, useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { api } from './api.ts';
import { securityTexts } from './text/pages/security.ts';
import { languageOf, TextProvider, textsOf } from './text/text.tsx';

/** What surrounds every page once somebody is signed in: where to go, and the way out. */
export function Frame() {
  const me = useLoaderData({ from: '/frame' });
  const navigate = useNavigate();
  const language = languageOf(me.person?.language);
  const text = textsOf(language);
  const queries = useQueryClient();
  const signOut = useMutation({
    mutationFn: api.signOut,
    onSettled: async () => {
      // Whoever signs in next at this browser sees nothing of hers. Before the next page asks anything.
      queries.clear();
      await navigate({ to: '/sign-in' });
    },
  });
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return (
    <TextProvider language={language}>
      <a className="skip" href="#main">
        {text.skipToContent}
      </a>
      <header className="bar">
        <Subtitle2>{me.organisation || 'Passerelle'}</Subtitle2>
        <nav aria-label={text.pages}>
          <Link to="/">{text.week}</Link>
          <Link to="/trace">{text.trace}</Link>
          {me.person ? <Link to="/security">{securityTexts[language].title}</Link> : null}
        </nav>
        <span className="grow" />
        <span>{me.person?.name ?? text.administrator}</span>
        <Button size="small" onClick={() => signOut.mutate()}>
          {text.signOut}
        </Button>
      </header>
      <main id="main" tabIndex={-1}>
        <Outlet />
      </main>
    </TextProvider>
  );
}
