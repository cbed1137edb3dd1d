/** CHOREO_CHROMIUM, else the one Playwright installed, else the system's; null where there is none. */
export function findChromium(environment?: NodeJS.ProcessEnv): string | null
