import { Module, type Type } from '@nestjs/common';
import { Ajv2020 } from 'ajv/dist/2020';
import { MuteModule, SampleModule } from '../spec/sample-service';
import { openApiOf, schemaGaps, type OpenApiDocument } from './openapi';

@Module({ imports: [SampleModule] })
class Importing {}

const documentOf = (module: Type): OpenApiDocument => openApiOf(module, { service: 'sample', title: 'Sample' });

it('says what every route takes and gives, from the decorators that validate it', () => {
  const { paths, components } = documentOf(Importing);
  expect(paths['/tickets']?.['post']).toMatchObject({
    operationId: 'OpenTicket', summary: 'Open ticket', tags: ['tickets'], 'x-permission': 'ticket:open', security: [{ bearer: [] }],
    parameters: [{ $ref: '#/components/parameters/AcceptLanguage' }, { $ref: '#/components/parameters/IdempotencyKey' }, { $ref: '#/components/parameters/IfMatch' }],
    requestBody: { required: true, content: { 'application/json': { schema: { $ref: '#/components/schemas/OpenBody' } } } },
    responses: {
      201: { headers: { ETag: { $ref: '#/components/headers/ETag' } }, content: { 'application/json': { schema: { $ref: '#/components/schemas/Opened' } } } },
      409: { $ref: '#/components/responses/Problem' }, 422: { $ref: '#/components/responses/Problem' },
    },
  });
  expect(paths['/tickets']?.['get']).toMatchObject({
    operationId: 'FindTickets', security: [], 'x-permission': 'public',
    parameters: [
      { name: 'limit', in: 'query', required: false, schema: { type: 'integer', minimum: 1, maximum: 200 } },
      { name: 'from', in: 'query', required: false, schema: { type: 'string', format: 'date', pattern: '^\\d{4}-\\d{2}-\\d{2}$' } },
      { name: 'state', in: 'query', required: false, schema: { type: 'array', items: { type: 'string', enum: ['open', 'closed'] } } },
      { $ref: '#/components/parameters/AcceptLanguage' },
    ],
    responses: { 200: { content: { 'application/json': { schema: { type: 'array', items: { $ref: '#/components/schemas/Found' } } } } } },
  });
  expect(paths['/tickets/{id}/close']?.['post']).toMatchObject({ operationId: 'CloseTicket', parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }, {}, {}, {}], responses: { 204: { description: 'Done' } } });
  expect(paths['/show/command/{id}']?.['post']?.operationId).toBe('Show_command');
  expect(paths['/show/page']?.['get']?.responses['200']).toEqual({ description: 'A file', content: { 'text/html': { schema: { type: 'string' } } } });
  expect(paths['/show/paper']?.['get']?.responses['200']).toEqual({ description: 'A file', content: { 'application/pdf': { schema: { type: 'string', format: 'binary' } }, 'text/csv': { schema: { type: 'string' } } } });
  expect(components['schemas']).toMatchObject({
    OpenBody: {
      type: 'object', additionalProperties: false, required: ['channel', 'words'],
      properties: {
        channel: { type: 'string', enum: ['phone', 'web'] }, words: { type: 'string', maxLength: 20 }, branchId: { type: ['string', 'null'], pattern: '^[A-Z]{2}\\d{2}$' },
        lines: { type: ['array', 'null'], maxItems: 3, items: { $ref: '#/components/schemas/LineBody' } },
      },
    },
    Opened: {
      required: ['id', 'number', 'customerId', 'openedAt', 'version', 'first'],
      properties: { id: { type: 'string', format: 'uuid' }, customerId: { type: ['string', 'null'], format: 'uuid' }, openedAt: { type: 'string', format: 'date-time' }, first: { $ref: '#/components/schemas/LineBody' } },
    },
    LineBody: { required: ['part', 'quantity'], properties: { quantity: { type: 'integer', minimum: 1, maximum: 999 } } },
  });
});

it('is the same document each time, and has no dangling reference', () => {
  const [first, second] = [JSON.stringify(documentOf(SampleModule)), JSON.stringify(documentOf(SampleModule))];
  expect(second).toBe(first);
  const document = JSON.parse(first) as OpenApiDocument;
  for (const [, section, name] of first.matchAll(/"#\/components\/(\w+)\/(\w+)"/g)) {
    expect(document.components[section ?? '']).toHaveProperty(name ?? '');
  }
});

it('has schemas that say of a body what the service says of it', () => {
  const document = documentOf(SampleModule);
  const ajv = new Ajv2020({ strict: false, validateFormats: false }).addSchema(document, 'document');
  const accepts = (body: unknown) => ajv.validate('document#/components/schemas/OpenBody', body);
  for (const name of Object.keys(document.components['schemas'] ?? {})) expect(ajv.getSchema(`document#/components/schemas/${name}`)).toBeDefined();
  const line = { part: 'P1', quantity: 1 };
  expect([{ channel: 'web', words: 'a' }, { channel: 'web', words: 'a', branchId: null, lines: [line] }].map(accepts)).toEqual([true, true]);
  expect([[], { channel: 'fax', words: 'a' }, { channel: 'web', words: 'x'.repeat(21) }, { channel: 'web', words: 'a', extra: 1 }, { channel: 'web', words: 'a', lines: [{ ...line, quantity: 0 }] }].map(accepts)).toEqual(Array(5).fill(false));
});

it('finds a body, a parameter and an answer that nobody described', () => {
  expect(schemaGaps(documentOf(MuteModule))).toEqual(['Mute: parameter what', 'Mute: body', 'Mute: answer 201']);
  // Show.command takes any object on purpose.
  expect(schemaGaps(documentOf(SampleModule))).toEqual(['Show_command: body']);
});
