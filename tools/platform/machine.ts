import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { listenerOf, portProblem, reserve } from './ports.ts';
import { Refusal, diskProblem, elsewhere } from './refusal.ts';

const gigabyte = 1024 ** 3;
const neededDisk = gigabyte;
const neededMemory = 1.5 * gigabyte;

/** Refuses, in words, a machine on which the start would fail later with worse ones. */
export function checkMachine(dataDir: string): void {
  if (Number(process.versions.node.split('.')[0]) < 26) throw new Refusal(`这是 Node ${process.version}，本项目使用自带的 Node 26，请用 npm start 启动 · this is Node ${process.version}, the project runs on its own Node 26: start it with npm start`);
  probeFolder(dataDir);
  const disk = statfsSync(dataDir);
  if (disk.bavail * disk.bsize < neededDisk) throw new Refusal(`${dataDir} 的磁盘剩余 ${inGigabytes(disk.bavail * disk.bsize)}，需要 1 GB：请腾出空间，或把 AFTERCARE_DATA 设到另一磁盘 · ${dataDir} has ${inGigabytes(disk.bavail * disk.bsize)} of disk left, 1 GB is needed: free some, or set AFTERCARE_DATA to a folder on another disk`);
  if (process.availableMemory() < neededMemory) throw new Refusal(`可用内存 ${inGigabytes(process.availableMemory())}，需要 1.5 GB：请关闭其他程序，或给机器或容器更多内存 · ${inGigabytes(process.availableMemory())} of memory is free, 1.5 GB is needed: end other programs, or give the machine or container more`);
}

/** Writes a file and forces it to the disk, as the databases will. */
function probeFolder(dataDir: string): void {
  const probe = join(dataDir, '.write-probe');
  try {
    makeFolder(dataDir);
    const fd = openSync(probe, 'w');
    try {
      writeSync(fd, 'x');
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    rmSync(probe);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Refusal(diskProblem({ code, path: dataDir }) ?? `${dataDir} 无法写入：${elsewhere.zh} · ${dataDir} cannot be written (${code ?? String(error)}): ${elsewhere.en}`);
  }
}

/** `mkdir -p`, which in Node calls a read-only disk a missing folder. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}

/** Reserves a port, or refuses one that cannot be listened on, naming who has it where the system tells; one that is still starting is not named. */
export async function checkPort(port: number, what: { readonly zh: string; readonly en: string }): Promise<void> {
  const problem = (await portProblem(port)) ?? ((await reserve(port)) ? null : 'EADDRINUSE');
  if (problem === null) return;
  const other = `PORT=${port < 18_000 ? 18_080 : 8080}`;
  const remedy = { zh: `换一个端口，例如 ${other}`, en: `set PORT to another one, e.g. ${other}` };
  if (problem === 'EACCES') throw new Refusal(`当前用户不能使用端口 ${port}（${what.zh}）：请${remedy.zh} · port ${port} (${what.en}) may not be used by this user: ${remedy.en}`);
  if (problem !== 'EADDRINUSE') throw new Refusal(`端口 ${port}（${what.zh}）不能使用：请${remedy.zh} · port ${port} (${what.en}) cannot be used (${problem}): ${remedy.en}`);
  const holder = listenerOf(port);
  throw new Refusal(`端口 ${port}（${what.zh}）已被${holder ? ` ${holder.program} (pid ${holder.pid}) ` : ''}占用：请停止它，或${remedy.zh} · port ${port} (${what.en}) is taken${holder ? ` by ${holder.program} (pid ${holder.pid})` : ''}: stop it, or ${remedy.en}`);
}

const inGigabytes = (bytes: number): string => `${(bytes / gigabyte).toFixed(1)} GB`;
