import { databaseProblem } from './database.ts';
import { tellingLine } from './files.ts';
import { javaMajor } from './java.ts';
import { folderProblem } from './machine.ts';

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
    ['28P01', 'DATABASE_URL: db:5432/aftercare refuses o\'neil: correct user and password'],
    ['3D000', 'has no such database'],
    ['ECONNREFUSED', 'is not listening'],
    ['ENOTFOUND', 'the host is not known'],
    ['XX000', 'cannot be used: boom'],
  ])('names the remedy for database error %s and never the password', (code, words) => {
    const text = databaseProblem(new URL("postgresql://o'neil:s3cret@db:5432/aftercare"), { code, message: 'boom' });
    expect(text).toContain(words);
    expect(text).not.toContain('s3cret');
  });

  it.each([['EROFS', 'read-only disk'], ['EACCES', 'may not be written by this user'], ['ENOSPC', 'is full'], ['EIO', '(EIO)']])('names the remedy for folder error %s', (code, words) => {
    expect(folderProblem('/data', code)).toContain(words);
    expect(folderProblem('/data', code)).toContain('set AFTERCARE_DATA to another folder');
  });

  it('picks the line that says why', () => {
    expect(tellingLine('LOG:  starting\nFATAL:  could not create lock file\nLOG:  database system is shut down\n')).toBe('FATAL:  could not create lock file');
    expect(tellingLine('Exception in thread "main"\n\tat a.B\nCaused by: java.net.BindException: Address in use\n\t... 8 more')).toBe('Caused by: java.net.BindException: Address in use');
    expect(tellingLine('')).toBe('it said nothing');
  });
});
