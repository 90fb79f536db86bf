import { FluentProvider, webDarkTheme, webLightTheme } from '@fluentui/react-components';
import { type ReactNode, useEffect, useSyncExternalStore } from 'react';

const dark = window.matchMedia('(prefers-color-scheme: dark)');

function subscribe(changed: () => void): () => void {
  dark.addEventListener('change', changed);
  return () => dark.removeEventListener('change', changed);
}

/** Light or dark as the machine is set, also when that changes. */
export function ThemeProvider({ children }: { readonly children: ReactNode }) {
  const isDark = useSyncExternalStore(subscribe, () => dark.matches);
  useEffect(() => {
    // The calendar's stylesheet reads it from here.
    document.documentElement.dataset.colorScheme = isDark ? 'dark' : 'light';
  }, [isDark]);
  return (
    <FluentProvider theme={isDark ? webDarkTheme : webLightTheme} className="console">
      {children}
    </FluentProvider>
  );
}
