import { readFileSync } from 'node:fs';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** The gateway that a console under development speaks to. */
const gateway = 'http://127.0.0.1:8080';

const beside = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8');

/** The worker of `/m` with the names of the files that it keeps. The font is not among them: few devices need it. */
const worker: Plugin = {
  name: 'm-worker',
  generateBundle(_options, bundle) {
    const files = new Set<string>();
    const take = (name: string): void => {
      const chunk = bundle[name];
      if (files.has(name) || chunk?.type !== 'chunk' || chunk.facadeModuleId?.includes('noto-sans-sc')) return;
      files.add(name);
      for (const css of chunk.viteMetadata?.importedCss ?? []) files.add(css);
      for (const next of [...chunk.imports, ...chunk.dynamicImports]) take(next);
    };
    const entry = Object.values(bundle).find((one) => one.type === 'chunk' && one.isEntry && one.name === 'm');
    if (entry === undefined) return;
    take(entry.fileName);
    this.emitFile({ type: 'asset', fileName: 'm-worker.js', source: `const files = ${JSON.stringify([...files].map((file) => `/${file}`))};\n${beside('m-worker.js')}` });
  },
};

/** The list of the font's pieces is 31 kB. `?own`: the pieces that the words of `/m` are written with; `?rest`: all others. */
const fontInTwo: Plugin = {
  name: 'font-in-two',
  enforce: 'pre',
  transform(list, id) {
    const part = /noto-sans-sc\/index\.css\?(own|rest)$/.exec(id)?.[1];
    if (part === undefined) return undefined;
    const characters = [...new Set(beside('src/m/texts.zh.ts'))].map((character) => character.codePointAt(0) ?? 0).filter((code) => code > 0x2e7f);
    const isOwn = (face: string): boolean => (/unicode-range: ([^;]+)/.exec(face)?.[1] ?? '').split(',').some((range) => {
      const [from = 0, to = from] = range.slice(2).split('-').map((code) => Number.parseInt(code, 16));
      return characters.some((code) => from <= code && code <= to);
    });
    return (list.match(/@font-face \{[^}]+\}/g) ?? []).filter((face) => isOwn(face) === (part === 'own')).join('\n');
  },
};

export default defineConfig({
  plugins: [react(), fontInTwo, worker],
  // No file inside another: our policy lets no font in from a data: address.
  build: { rolldownOptions: { input: ['index.html', 'm.html'] }, assetsDir: 'console', assetsInlineLimit: 0, manifest: true, modulePreload: { polyfill: false }, chunkSizeWarningLimit: 1000 },
  server: { host: '127.0.0.1', proxy: { '/api': gateway, '/auth': gateway, '/about': gateway, '/docs': gateway, '/assets': gateway } },
});
