import { createTheme } from '@mantine/core'

/** Colours live in tokens.css; here only what Mantine decides in code. */
export const theme = createTheme({
  primaryColor: 'teal',
  cursorType: 'pointer',
  defaultRadius: 'md',
  respectReducedMotion: true,
  components: {
    // Locking the scroll writes an inline style sheet, which the content security policy refuses.
    Modal: { defaultProps: { lockScroll: false } },
    ModalRoot: { defaultProps: { lockScroll: false } },
    DrawerRoot: { defaultProps: { lockScroll: false } },
  },
})
