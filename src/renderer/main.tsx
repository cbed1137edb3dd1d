import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import '@mantine/core/styles.css'
import './styles/tokens.css'
import './styles/base.css'
import './styles/mantine.css'
import './styles/panels.css'
import './styles/window.css'
import { App, loadFirstScreen } from './App'
import { openLine } from './client'
import { ErrorBoundary } from './components/ErrorBoundary'
import { enterSession } from './host'
import { theme } from './theme'

loadFirstScreen()
const notAdmitted = window.choreoHost ? null : await enterSession(window.location, window.history)
const line = openLine(window)
// The engine is on this machine: an answer that failed is shown, not asked for again behind the person's back.
const queries = new QueryClient({ defaultOptions: { queries: { retry: false, networkMode: 'always', refetchOnWindowFocus: false } } })
const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')

createRoot(root).render(
  <StrictMode>
    {/* All variables are in styles/tokens.css: nothing has to be written into the page as a style element. */}
    <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
      <ErrorBoundary>
        <QueryClientProvider client={queries}>
          <App line={line} notAdmitted={notAdmitted} />
        </QueryClientProvider>
      </ErrorBoundary>
    </MantineProvider>
  </StrictMode>,
)
