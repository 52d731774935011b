import type { IncomingMessage } from 'node:http';
import { applyDecorators, createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { Refusal } from './refusal';
import type { ServiceRequest } from './request';

const uploadKey = 'aftercare:upload';
export const uploadType = 'application/octet-stream';
export const uploadLimit = 32 * 1024 * 1024;

/** A route whose body is a file, sent as `application/octet-stream`: it is read only when the guard has let the request in. */
export const TakesUpload = () => applyDecorators(RouteConfig({ [uploadKey]: true }), SetMetadata(uploadKey, true));

export const takesUpload = (handler: object): boolean => Reflect.getMetadata(uploadKey, handler) === true;

/** A file on its way in. */
export interface Upload {
  /**
   * The whole of it, at most 32 MB; they are held in memory, so whoever calls says how many files at a time. Throws
   * `upload.too-large`, and `upload.incomplete` when the connection ends before the file does.
   */
  receive(): Promise<Buffer>;
}

export const uploadOf = (_data: unknown, context: ExecutionContext): Upload => {
  const { body } = context.switchToHttp().getRequest<ServiceRequest>();
  if (!isStream(body)) throw new Refusal(415, 'upload.media-type');
  return { receive: () => received(body) };
};

/** Parameter of a route with `@TakesUpload`. */
export const Uploaded = createParamDecorator(uploadOf);

export const isStream = (body: unknown): body is IncomingMessage => typeof (body as { pipe?: unknown } | null | undefined)?.pipe === 'function';

/** Lets files in where a route asks for one, unread; everywhere else they are of the wrong media type. */
export function acceptUploads(http: FastifyInstance): void {
  http.addContentTypeParser(uploadType, (request, payload, done) => {
    const { [uploadKey]: isUpload } = request.routeOptions.config as { readonly [uploadKey]?: boolean };
    if (isUpload) done(null, payload);
    else done(new Refusal(415, 'request.media-type'));
  });
}

/** Says no to a file of this many bytes. */
export const refuseTooLarge = (bytes: number): void => {
  if (bytes > uploadLimit) throw new Refusal(413, 'upload.too-large', { limit: `${uploadLimit / 1024 / 1024} MB` });
};

const received = async (file: IncomingMessage): Promise<Buffer> => {
  refuseTooLarge(Number(file.headers['content-length'] ?? 0));
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    // Whoever sends too much is still listened to: a connection that is cut while he sends would take the answer with it.
    for await (const piece of file.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      bytes += piece.length;
      refuseTooLarge(bytes);
      pieces.push(piece);
    }
  } catch (error) {
    file.resume();
    throw error instanceof Refusal ? error : new Refusal(400, 'upload.incomplete');
  }
  return Buffer.concat(pieces, bytes);
};
