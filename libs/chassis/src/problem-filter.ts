import { Catch, NotFoundException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Text } from '@aftercare/kernel';
import type { FastifyReply } from 'fastify';
import { languageOf } from './language';
import type { ServiceLogger } from './logger';
import { documentOf, ForwardedProblem, problemOf, type Problem } from './problem';
import { pathOf, routeOf, traceIdOf, type ServiceRequest } from './request';

/** Turns everything that is thrown on the way of a request into a problem document. A defect is logged, once, here. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly rules: Readonly<Record<string, Text>>,
    private readonly log: ServiceLogger,
    private readonly methodsOf: (path: string) => readonly string[],
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<ServiceRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = this.#routed(problemOf(error), error, request);
    const language = languageOf(request.headers['accept-language']);
    const traceId = traceIdOf(request);
    this.#note(problem, error, request, traceId);
    if (reply.sent) return;
    if (problem.status === 401 && !reply.hasHeader('WWW-Authenticate')) reply.header('WWW-Authenticate', 'Bearer realm="aftercare"');
    const at = { instance: pathOf(request), traceId };
    const document = error instanceof ForwardedProblem ? { ...error.document, ...at } : documentOf(problem, this.rules, language, at);
    void reply
      .code(problem.status)
      .headers({ ...problem.headers, 'Content-Language': language, Vary: 'Accept-Language' })
      .type('application/problem+json; charset=utf-8')
      .send(JSON.stringify(document));
  }

  /** The router knows no 405: a path that other methods have is told so. */
  #routed(problem: Problem, error: unknown, request: ServiceRequest): Problem {
    if (!(error instanceof NotFoundException) || problem.code !== 'route.not-found') return problem;
    const allowed = this.methodsOf(pathOf(request)).join(', ');
    return allowed ? { status: 405, code: 'route.method-not-allowed', params: { allowed }, headers: { Allow: allowed } } : problem;
  }

  #note({ status, code }: Problem, error: unknown, request: ServiceRequest, traceId: string): void {
    const facts = { status, code, method: request.method, route: routeOf(request), traceId };
    if (status >= 500 && status !== 503) this.log.error('request failed', facts, error);
    else if (status === 503) this.log.warn('request turned away', facts, error);
    else if (status === 401 || status === 403) this.log.log('access denied', { ...facts, subject: request.principal?.subject });
  }
}
