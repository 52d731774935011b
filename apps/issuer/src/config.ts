import { Refusal } from './refusal';

export interface IssuerConfig {
  /** The `iss` of every token; the server listens on exactly this host and port. */
  readonly url: URL;
  /** Folder of this issuer's keys and passwords, readable by its owner only. */
  readonly dataDir: string;
  /** Folder with staff.csv and branches.csv. */
  readonly sampleDir: string;
  /** Whether the demo people sign in without a password: on a laptop, which belongs to one person. */
  readonly oneClick: boolean;
  readonly logLevel: string;
}

/** This issuer hands out demo identities: it is for one machine, and refuses to be anything else. */
export function readConfig(env: NodeJS.ProcessEnv): IssuerConfig {
  const need = (name: string) => env[name] || refuse(`${name} 未设置`, `${name} is not set`);
  const profile = need('APP_PROFILE');
  if (profile !== 'laptop' && profile !== 'test') {
    refuse(
      `开发签发服务只能在 APP_PROFILE=laptop 或 test 下运行，现在是 ${profile}：生产环境请配置 OIDC_ISSUER`,
      `the development issuer runs under APP_PROFILE=laptop or test only, not ${profile}: in production point OIDC_ISSUER to your identity provider`,
    );
  }
  const url = URL.parse(need('ISSUER_URL'));
  if (url?.protocol !== 'http:' || url.hostname !== '127.0.0.1' || url.pathname !== '/') {
    refuse('ISSUER_URL 必须是 http://127.0.0.1:<端口>：开发签发服务只监听本机', 'ISSUER_URL must be http://127.0.0.1:<port>: the development issuer listens on this machine only');
  }
  if (need('SERVICE_PORT') !== url.port) {
    refuse(`SERVICE_PORT 必须等于 ISSUER_URL 的端口 ${url.port}`, `SERVICE_PORT must equal the port of ISSUER_URL, ${url.port}`);
  }
  return { url, dataDir: need('ISSUER_DATA'), sampleDir: need('SAMPLE_DIR'), oneClick: profile === 'laptop', logLevel: env['LOG_LEVEL'] ?? 'info' };
}

function refuse(zh: string, en: string): never {
  throw new Refusal(`${zh} · ${en}`);
}
