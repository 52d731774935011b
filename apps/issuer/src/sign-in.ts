import type { IncomingMessage, ServerResponse } from 'node:http';
import { errors, type Provider } from 'oidc-provider';
import type { Logger } from 'pino';
import { sameSecret } from './kept';
import { problemPage, sendPage, signInPage, type DemoPerson } from './pages';
import { Tries } from './tries';

const longestForm = 4096;

/** The sign-in page: GET shows the form, POST checks it and hands the person back to the flow that asked. */
export class SignIn {
  private readonly tries = new Tries(() => performance.now());

  constructor(
    private readonly provider: Provider,
    private readonly passwords: ReadonlyMap<string, string>,
    private readonly demo: readonly DemoPerson[],
    private readonly log: Logger,
  ) {}

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.provider.interactionDetails(request, response);
    } catch (error) {
      if (!(error instanceof errors.SessionNotFound)) throw error;
      sendPage(response, 400, problemPage({ zh: '登录页已过期，请从原来的页面重新登录。', en: 'This sign-in page has expired: start again from where you came.' }));
      return;
    }
    if (request.method === 'GET') sendPage(response, 200, signInPage(this.demo, ''));
    else if (request.method === 'POST') await this.check(request, response);
    else response.writeHead(405, { allow: 'GET, POST' }).end();
  }

  private async check(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = await formOf(request);
    const pressed = form?.get('demo');
    if (this.demo.some(({ code }) => code === pressed)) return this.finish(request, response, pressed ?? '');
    const username = form?.get('username')?.trim().toUpperCase() ?? '';
    const kept = this.passwords.get(username);
    // Names that do not exist share one count, so that guessing names neither fills the memory nor goes on for free.
    const name = kept === undefined ? '' : username;
    const wait = this.tries.waitFor(name);
    if (wait > 0) {
      response.setHeader('retry-after', String(wait));
      sendPage(response, 429, signInPage(this.demo, username, { zh: `尝试次数过多，请 ${wait} 秒后再试。`, en: `Too many tries: wait ${wait} seconds.` }));
      return;
    }
    // An unknown name takes as long as a wrong password and is answered in the same words.
    if (!sameSecret(form?.get('password') ?? '', kept ?? '') || kept === undefined) {
      this.tries.failed(name);
      this.log.warn({ subject: name || 'unknown' }, 'sign-in refused');
      sendPage(response, 401, signInPage(this.demo, username, { zh: '工号或密码不正确。', en: 'Staff code or password is wrong.' }));
      return;
    }
    this.tries.succeeded(name);
    await this.finish(request, response, username);
  }

  private async finish(request: IncomingMessage, response: ServerResponse, code: string): Promise<void> {
    this.log.info({ subject: code }, 'signed in');
    await this.provider.interactionFinished(request, response, { login: { accountId: code } }, { mergeWithLastSubmission: false });
  }
}

/** The posted form; undefined when it is none, or larger than any form of ours. */
async function formOf(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= longestForm) chunks.push(chunk);
  }
  return size <= longestForm ? new URLSearchParams(Buffer.concat(chunks).toString('utf8')) : undefined;
}
