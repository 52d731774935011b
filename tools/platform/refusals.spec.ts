import { closeSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databaseProblem } from './database.ts';
import { openLog, tellingLine } from './files.ts';
import { javaMajor } from './java.ts';
import { diskProblem } from './refusal.ts';

describe('words for what the user can put right', () => {
  it.each([
    ['openjdk version "17.0.15" 2025-04-15\nOpenJDK Runtime Environment', 17],
    ['java version "1.8.0_402"', 8],
    ['openjdk version "25" 2025-09-16', 25],
    ['command not found', null],
  ])('reads the Java version of %j', (text, major) => {
    expect(javaMajor(text)).toBe(major);
  });

  it.each([
    ['28P01', 'db:5432/aftercare refuses o\'neil: correct user and password'],
    ['3D000', 'is no database there'],
    ['ECONNREFUSED', 'is not listening'],
    ['28000', "does not let o'neil in"],
    ['ENOTFOUND', 'has a host that is not known'],
    ['XX000', 'cannot be used: boom'],
  ])('names the remedy for database error %s and never the password', (code, words) => {
    const text = databaseProblem(new URL("postgresql://o'neil:s3cret@db:5432/aftercare"), { code, message: 'boom' });
    expect(text).toContain(words);
    expect(text).not.toContain('s3cret');
  });

  it('asks for the password that an address lacks', () => {
    expect(databaseProblem(new URL('postgresql://me@db:5432/aftercare'), { message: 'SASL: client password must be a string' })).toContain('asks me for a password: write it into the address');
  });

  it.each([['EROFS', 'read-only disk'], ['EACCES', 'may not be written by this user'], ['ENOSPC', 'the disk of /data is full']])('names the remedy for folder error %s', (code, words) => {
    expect(diskProblem({ code, path: '/data' })).toContain(words);
    expect(diskProblem({ code, path: '/data' })).toContain('set AFTERCARE_DATA to another folder');
  });

  it('takes no defect for a full disk', () => {
    expect(diskProblem(new TypeError('x is not a function'))).toBeNull();
    expect(diskProblem(undefined)).toBeNull();
  });

  it('picks the line that says why', () => {
    expect(tellingLine('LOG:  starting\nFATAL:  could not create lock file\nLOG:  database system is shut down\n')).toBe('FATAL:  could not create lock file');
    expect(tellingLine('Exception in thread "main"\n\tat a.B\nCaused by: java.net.BindException: Address in use\n\t... 8 more')).toBe('Caused by: java.net.BindException: Address in use');
    expect(tellingLine('TypeError: boom\n    at main.js:1:7\n\nNode.js v26.10.0')).toBe('TypeError: boom');
    expect(tellingLine('{"level":"info","message":"up"}\n{"level":"fatal","message":"an error that nobody caught","error":{"message":"boom","stack":["at x"]}}\n{"level":"info","message":"bye"}')).toBe('error: an error that nobody caught: boom');
    expect(tellingLine('{"half of a line')).toBe('{"half of a line');
    expect(tellingLine('')).toBe('it said nothing');
  });

  it('names the remedy where memory or disk ran out', () => {
    expect(tellingLine('Error occurred during initialization of VM\nCould not reserve enough space for 196608KB object heap')).toBe('Could not reserve enough space for 196608KB object heap: end other programs, or give the machine or container more memory');
    expect(tellingLine('PANIC:  could not write: No space left on device')).toMatch(/free 1 GB/);
  });

  it('tells the last words of this run, not of an earlier one', () => {
    const folder = mkdtempSync(join(tmpdir(), 'log-'));
    const file = join(folder, 'service.log');
    writeFileSync(file, 'error: of yesterday\n');
    const log = openLog(file);
    expect(log.lastWords()).toBe(`it said nothing (log: ${file})`);
    writeFileSync(log.fd, 'port 8080 is taken\n');
    expect(log.lastWords()).toBe(`port 8080 is taken (log: ${file})`);
    closeSync(log.fd);
    rmSync(folder, { recursive: true });
  });
});
