import { createDOMRenderer, RendererProvider } from '@fluentui/react-components';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { createRoot } from 'react-dom/client';
import { ApiFailure } from './api.ts';
import { createConsoleRouter } from './router.tsx';
import { ThemeProvider } from './theme.tsx';
import './console.css';

const nonce = document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce;
const renderer = createDOMRenderer(document, nonce ? { styleElementAttributes: { nonce } } : {});

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // What the hub refuses it refuses again; only its silence is worth another try.
      retry: (count, error) => !(error instanceof ApiFailure) && count < 3,
      staleTime: 10_000,
    },
  },
});

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no #root');
createRoot(root).render(
  <RendererProvider renderer={renderer} targetDocument={document}>
    <ThemeProvider>
      <QueryClientProvider client={queries}>
        <RouterProvider router={createConsoleRouter()} />
      </QueryClientProvider>
    </ThemeProvider>
  </RendererProvider>,
);
