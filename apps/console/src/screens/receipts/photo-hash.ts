const hex = (bytes: ArrayBuffer): string => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** What names each photo: the SHA-256 of its file. A browser counts it in a secure context only. */
export const hashesOf = (files: readonly File[]): Promise<string[]> => Promise.all(files.map(async (file) => hex(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()))));
