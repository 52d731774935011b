import { mergeOpenApi, type ServiceApi } from './merge-openapi';

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
/** Both services call their body `Body`, and both answer problems. */
const serviceApi = (title: string, path: string): ServiceApi => ({
  info: { title },
  paths: { [path]: { post: { operationId: 'Open', tags: ['own'], requestBody: ref('Body'), responses: { 409: ref('Problem') } } } },
  components: { schemas: { Body: { type: 'object', properties: { line: ref('Line') } }, Line: { title }, Problem: { title: 'Problem' } }, securitySchemes: { bearer: { type: 'http' } } },
});

const merged = mergeOpenApi({ tickets: serviceApi('工单', '/tickets'), directory: serviceApi('档案', '/contacts') }, { title: 'All', description: 'Of all' });

it('shows paths as seen from outside, one tag and one name space per service', () => {
  expect(merged).toMatchObject({
    openapi: '3.1.0', info: { title: 'All', description: 'Of all' }, servers: [{ url: '/' }],
    tags: [{ name: 'tickets', description: '工单' }, { name: 'directory', description: '档案' }],
  });
  expect(merged.paths).toEqual(Object.fromEntries([['tickets', '/tickets'], ['directory', '/contacts']].map(([service, path]) => [
    `/api/${service}${path}`, { post: { operationId: `${service}.Open`, tags: [service], requestBody: ref(`${service}.Body`), responses: { 409: ref('Problem') } } },
  ])));
});

it('keeps two shapes of one name apart, references inside them included, and what the chassis gives every service once', () => {
  expect(merged.components).toEqual({
    schemas: {
      'tickets.Body': { type: 'object', properties: { line: ref('tickets.Line') } }, 'tickets.Line': { title: '工单' },
      'directory.Body': { type: 'object', properties: { line: ref('directory.Line') } }, 'directory.Line': { title: '档案' },
      Problem: { title: 'Problem' },
    },
    securitySchemes: { bearer: { type: 'http' } },
  });
});

it('is a document also when no service answers', () => {
  expect(mergeOpenApi({}, { title: 'None', description: '' })).toMatchObject({ openapi: '3.1.0', paths: {}, components: {} });
});
