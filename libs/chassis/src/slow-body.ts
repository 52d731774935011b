import type { FastifyInstance } from 'fastify';
import { uploadType } from './upload';

/** How long a body may take that is read as a whole, and how long a file may stand still, in ms. */
export const patienceMs = 30_000;
/** How long a file may take in all, in ms: the longest one on a line of half a megabit a second. */
export const longestUploadMs = 600_000;

/**
 * Ends requests whose body does not come: one that is read as a whole has so many ms, a file has to move on within them. Node's own limit is for
 * all requests alike, and would cut either good files on slow lines or nobody. What was answered already is cut without another word.
 */
export function endSlowBodies(http: FastifyInstance, ms = patienceMs): void {
  http.addHook('onRequest', ({ raw, headers }, reply, done) => {
    done();
    if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) return;
    const { socket } = raw;
    const isFile = headers['content-type']?.startsWith(uploadType) ?? false;
    let seen = socket.bytesRead;
    const timer = setInterval(() => {
      if (isFile && socket.bytesRead > seen) {
        seen = socket.bytesRead;
        return;
      }
      clearInterval(timer);
      if (reply.raw.headersSent) socket.destroy();
      else http.server.emit('clientError', Object.assign(new Error('the body does not come'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }), socket);
    }, ms);
    timer.unref();
    const end = (): void => { clearInterval(timer); };
    raw.once('end', end).once('close', end);
  });
}
