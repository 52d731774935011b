import { Public } from '@aftercare/auth';
import { Answers, AnswersFile } from '@aftercare/chassis';
import { Controller, Get, Header } from '@nestjs/common';
import { IsArray, IsObject, IsString } from 'class-validator';
import { mergeOpenApi, type ServiceApi } from '../../merge-openapi';
import { page, referencePolicy } from '../../pages';
import { serviceNames, Services } from '../../services';

const words = {
  title: '售后服务平台接口 · Aftercare API',
  description:
    '先登录：在终端运行 `npm run token -- ST030`，点 **Authorize** 粘贴得到的令牌。每个 POST 都要带 Idempotency-Key；此页填 `automatic` 会自动生成新的值。\n\n' +
    'Sign in first: run `npm run token -- ST030` in a terminal, press **Authorize** and paste the token. Every POST carries an Idempotency-Key; this page makes a new one for `automatic`.',
};

/** An OpenAPI 3.1 document. */
export class ApiReference {
  @IsString() openapi!: string;
  @IsObject() info!: object;
  @IsArray() @IsObject({ each: true }) servers!: object[];
  /** One per service. */
  @IsArray() @IsObject({ each: true }) tags!: object[];
  @IsObject() paths!: object;
  @IsObject() components!: object;
}

@Controller('docs/api')
export class ShowApiReference {
  constructor(private readonly services: Services) {}

  /** The reference of every route, to read and to try. */
  @Get()
  @Public()
  @AnswersFile('text/html')
  @Header('Content-Security-Policy', referencePolicy)
  show(): string {
    return page('api.html');
  }

  /** What the running services say of themselves, as one document. A service that does not answer is named and left out. */
  @Get('openapi.json')
  @Public()
  @Answers(ApiReference)
  async document(): Promise<ApiReference> {
    const asked = await Promise.all(serviceNames.map(async (name) => [name, await apiOf(this.services.urlOf(name))] as const));
    const missing = asked.filter(([, api]) => api === null).map(([name]) => name).join(', ');
    const note = missing && `\n\n**未启动或无法连接 · Not started or not reachable: ${missing}**`;
    const known = asked.filter((entry): entry is [typeof entry[0], ServiceApi] => entry[1] !== null);
    return mergeOpenApi(Object.fromEntries(known), { ...words, description: words.description + note });
  }
}

const apiOf = async (url: string | undefined): Promise<ServiceApi | null> => {
  if (url === undefined) return null;
  try {
    const answer = await fetch(`${url}/openapi.json`, { signal: AbortSignal.timeout(2_000), redirect: 'error' });
    return answer.ok ? ((await answer.json()) as ServiceApi) : null;
  } catch {
    return null;
  }
};
