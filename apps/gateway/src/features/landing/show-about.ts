import { Public } from '@aftercare/auth';
import { AnswersFile } from '@aftercare/chassis';
import type { Text } from '@aftercare/kernel';
import { Controller, Get, Header } from '@nestjs/common';
import { escaped, page, plainPolicy } from '../../pages';
import { Services } from '../../services';

const names: Readonly<Record<string, Text>> = {
  tickets: { zh: '工单', en: 'Tickets' },
  directory: { zh: '档案', en: 'Directory' },
  inventory: { zh: '配件与库存', en: 'Parts and stock' },
  'dealer-returns': { zh: '旧件返还', en: 'Returns from dealers' },
  notifier: { zh: '通知', en: 'Notices' },
  analytics: { zh: '分析', en: 'Analytics' },
  issuer: { zh: '登录', en: 'Sign-in' },
};

@Controller('about')
export class ShowAbout {
  constructor(private readonly services: Services) {}

  /** What this is, where its references are, how to sign in, and which services work at this moment. */
  @Get()
  @Public()
  @AnswersFile('text/html')
  @Header('Content-Security-Policy', plainPolicy)
  async show(): Promise<string> {
    const states = await this.services.states();
    return page('about.html').replace('<!-- services -->', () => states.map(row).join('\n'));
  }
}

const row = ({ name, reason }: { name: string; reason: string | null | undefined }): string => {
  const { zh, en } = names[name] ?? { zh: name, en: name };
  const [state, words] = reason === null ? ['works', both('正常', 'works')] : reason === undefined ? ['absent', both('未启动', 'not started')] : ['broken', both('暂不可用', `not ready: ${reason}`)];
  return `<tr><th scope="row">${both(zh, en)}</th><td class="${state}">${words}</td></tr>`;
};

const both = (zh: string, en: string): string => `${escaped(zh)} · <span lang="en">${escaped(en)}</span>`;
