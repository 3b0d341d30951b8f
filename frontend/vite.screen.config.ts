import { defineConfig } from 'vite'

const root = import.meta.dirname

/** Televisions of 2018 know no modules: one plain script, in the words of 2015. */
const plainScript = {
  name: 'plain-script',
  transformIndexHtml: {
    order: 'post' as const,
    handler: (html: string) => html.replace('<script type="module" crossorigin', '<script defer'),
  },
}

export default defineConfig({
  plugins: [plainScript],
  publicDir: false,
  build: {
    target: 'es2015',
    cssTarget: 'chrome53',
    modulePreload: false,
    cssCodeSplit: false,
    manifest: '.vite/screen.json',
    emptyOutDir: false,
    rolldownOptions: {
      input: `${root}/pantalla.html`,
      output: { format: 'iife', entryFileNames: 'assets/pantalla-[hash].js' },
    },
  },
})
