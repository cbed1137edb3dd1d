import { createTheme, type MantineColorsTuple } from '@mantine/core'

/** Only the name counts: the values of both colour schemes stand as variables in styles/tokens.css. */
const accent = Array.from({ length: 10 }, (_, shade) => `var(--mantine-color-accent-${shade})`) as unknown as MantineColorsTuple

export const theme = createTheme({
  primaryColor: 'accent',
  colors: { accent },
  cursorType: 'pointer',
  respectReducedMotion: true,
})
