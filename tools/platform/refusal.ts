/** Something the user can put right: printed as one line, without a stack. The words name the thing, the rule and the remedy, in Chinese and in English. */
export class Refusal extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Refusal';
  }
}

/** Ends the process for an error of any kind: what the user can put right in one line, anything else with its stack. */
export function exitWith(error: unknown): never {
  const words = error instanceof Refusal ? error.message : diskProblem(error);
  process.stderr.write(words !== null ? `error: ${words}\n` : `${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}

/** What a disk or folder refused at any moment, in words; null for every other error. */
export function diskProblem(error: unknown): string | null {
  const { code, path } = (error ?? {}) as NodeJS.ErrnoException;
  switch (code) {
    case 'EROFS': return `${path} 位于只读磁盘：${elsewhere.zh} · ${path} lies on a read-only disk: ${elsewhere.en}`;
    case 'EACCES':
    case 'EPERM': return `当前用户不能写入 ${path}：请更改其所有者，或${elsewhere.zh} · ${path} may not be written by this user: change its owner, or ${elsewhere.en}`;
    case 'ENOSPC':
    case 'EDQUOT': return `${path === undefined ? '' : `${path} 所在的`}磁盘已满：请腾出 1 GB，或${elsewhere.zh} · the disk ${path === undefined ? '' : `of ${path} `}is full: free 1 GB, or ${elsewhere.en}`;
    case 'ENOTDIR':
    case 'EEXIST': return `${path} 是文件，或位于文件之下：${elsewhere.zh} · ${path} is, or lies below, a file: ${elsewhere.en}`;
    default: return null;
  }
}

export const elsewhere = { zh: '请把 AFTERCARE_DATA 设为其他目录', en: 'set AFTERCARE_DATA to another folder' };
