import type { Installation } from './installation.ts';
export async function verify(_installation: Installation): Promise<void> {}
