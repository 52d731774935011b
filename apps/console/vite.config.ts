import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The gateway that a console under development speaks to. */
const gateway = 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  // No file inside another: our policy lets no font in from a data: address.
  build: { rolldownOptions: { input: ['index.html', 'm.html'] }, assetsDir: 'console', assetsInlineLimit: 0, manifest: true, modulePreload: { polyfill: false }, chunkSizeWarningLimit: 1000 },
  server: { host: '127.0.0.1', proxy: { '/api': gateway, '/auth': gateway, '/about': gateway, '/docs': gateway, '/assets': gateway } },
});
