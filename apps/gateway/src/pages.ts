import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

const folder = join(__dirname, '../pages');

/** Nothing but our own: no inline script or style, no foreign address, no frame. */
export const plainPolicy = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";

/** The two viewers of the references write style attributes and draw icons from data: addresses. */
export const referencePolicy = `${plainPolicy}; style-src 'self' 'unsafe-inline'; img-src 'self' data:`;

/** A page of ours, from `pages/`. */
export const page = (name: string): string => readFileSync(join(folder, name), 'utf8');

export const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** Every file that a page loads, by its address: our own and the viewers', which are installed with the gateway. */
const files: Readonly<Record<string, string>> = {
  '/assets/site.css': join(folder, 'site.css'),
  '/assets/status.css': join(folder, 'status.css'),
  '/assets/icon.svg': join(folder, 'icon.svg'),
  '/assets/api.js': join(folder, 'api.js'),
  '/assets/events.js': join(folder, 'events.js'),
  '/assets/no-eval.js': join(folder, 'no-eval.js'),
  '/assets/swagger-ui.css': require.resolve('swagger-ui-dist/swagger-ui.css'),
  '/assets/swagger-ui-bundle.js': require.resolve('swagger-ui-dist/swagger-ui-bundle.js'),
  '/assets/asyncapi.css': require.resolve('@asyncapi/react-component/styles/default.min.css'),
  '/assets/asyncapi.js': require.resolve('@asyncapi/react-component/browser/standalone/without-parser.js'),
};

export const serveAssets = async (http: FastifyInstance): Promise<void> => {
  await http.register(fastifyStatic, { root: folder, serve: false });
  // The desk's Chinese font, by pieces: a machine that has one of its own fetches none. The customer's page goes without, since it has to be small.
  await http.register(fastifyStatic, { root: dirname(require.resolve('@fontsource-variable/noto-sans-sc/index.css')), prefix: '/assets/font/', decorateReply: false });
  for (const [address, file] of Object.entries(files)) http.get(address, (_request, reply) => reply.sendFile(basename(file), dirname(file)));
};
