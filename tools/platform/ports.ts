import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { programName } from './processes.ts';

/** Why a port cannot be listened on (an error code), or null when it can. */
export function portProblem(port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'unknown'));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(null)));
  });
}

const reserved = new Map<number, Socket>();

/**
 * Keeps the port from every process that asks in the same way, until `released` or the end of this one; false when another one has it.
 * What is held is the UDP port of that number: the kernel gives it to one process, and takes it back from a killed one.
 */
export async function reserve(port: number): Promise<boolean> {
  if (reserved.has(port)) return true;
  const socket = createSocket('udp4').unref();
  return new Promise((resolve) => {
    socket.once('error', () => resolve(false));
    socket.bind({ port, address: '127.0.0.1', exclusive: true }, () => {
      reserved.set(port, socket);
      resolve(true);
    });
  });
}

/** Whoever the ports were for listens on them now, and that keeps others away. */
export function released(...ports: readonly number[]): void {
  for (const port of ports) {
    reserved.get(port)?.close();
    reserved.delete(port);
  }
}

/**
 * A port nobody listens on, reserved; `preferred` when that one is to be had. Others are drawn from below the range from which the kernel
 * takes the ports of outgoing connections, so that none of those can slip in before the server is up.
 */
export async function freePort(preferred = 0): Promise<number> {
  if (preferred !== 0 && (await isOurs(preferred))) return preferred;
  for (;;) {
    const port = randomInt(20_000, 30_000);
    if (!reserved.has(port) && (await isOurs(port))) return port;
  }
}

/** Two free neighbours, reserved; the first of them. */
export async function freePortPair(): Promise<number> {
  for (;;) {
    const first = await freePort();
    if (!reserved.has(first + 1) && (await isOurs(first + 1))) return first;
    released(first);
  }
}

/** Reserves the port, unless it is another one's. */
async function isOurs(port: number): Promise<boolean> {
  if (!(await reserve(port))) return false;
  if ((await portProblem(port)) === null) return true;
  released(port);
  return false;
}

/** Resolves when somebody accepts connections there now. */
export function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}

/** Who listens on the port, in words, as far as the operating system tells us (Linux, and only for processes we may look at). */
export function listenerOf(port: number): { pid: number; program: string } | null {
  const sockets = new Set<string>();
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) for (const inode of listeningInodes(readOrEmpty(table), port)) sockets.add(`socket:[${inode}]`);
  if (sockets.size === 0) return null;
  for (const pid of listOrEmpty('/proc').filter((name) => /^\d+$/.test(name))) {
    for (const fd of listOrEmpty(`/proc/${pid}/fd`)) {
      if (sockets.has(linkOrEmpty(`/proc/${pid}/fd/${fd}`))) return { pid: Number(pid), program: programName(Number(pid)) ?? 'a program' };
    }
  }
  return null;
}

/** Socket inodes that listen on the port, from the text of /proc/net/tcp. */
export function listeningInodes(table: string, port: number): string[] {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return table.split('\n').slice(1).map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[1]?.endsWith(wanted) && fields[3] === '0A')
    .flatMap((fields) => fields[9] ?? []);
}

function readOrEmpty(file: string): string {
  try { return readFileSync(file, 'utf8'); } catch { return ''; }
}
function listOrEmpty(directory: string): string[] {
  try { return readdirSync(directory); } catch { return []; }
}
function linkOrEmpty(link: string): string {
  try { return readlinkSync(link); } catch { return ''; }
}
