import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { ThirdParty } from './third-party.ts';

const thirdParty = new ThirdParty([fileURLToPath(new URL('../node_modules/tailwindcss', import.meta.url))]);

/** Everything is a file of this server: nothing is inlined, because the page's policy lets no inline code or style run. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/',
  publicDir: false,
  plugins: [react(), tailwindcss(), thirdParty.listing()],
  worker: { format: 'es', plugins: () => [thirdParty.watching()] },
  build: {
    outDir: fileURLToPath(new URL('../dist/console/', import.meta.url)),
    emptyOutDir: true,
    target: ['chrome125', 'firefox128', 'safari18'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2_000,
  },
  logLevel: 'warn',
});
