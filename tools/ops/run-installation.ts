import { backup } from './backup.ts';
import { Installation } from './installation.ts';
import type { InstallationCommand } from './options.ts';
import { restore } from './restore.ts';
import { verify } from './verify.ts';

export async function runInstallationCommand(command: InstallationCommand): Promise<void> {
  const installation = new Installation(process.env, command.json);
  try {
    switch (command.installation) {
      case 'backup': return await backup(installation, command);
      case 'restore': return await restore(installation, command);
      case 'verify': return await verify(installation);
    }
  } finally {
    await installation.close();
  }
}
