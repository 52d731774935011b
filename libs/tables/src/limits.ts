/** Bytes of a file as it is sent. */
export const longestFile = 32 * 1024 * 1024;
/** Bytes of one part of a workbook when it is unpacked. */
export const longestPart = 256 * 1024 * 1024;
/** A part that is larger than this and grew by more than `steepest` is a bomb, not a sheet. */
export const suspicious = 16 * 1024 * 1024;
export const steepest = 100;
export const mostParts = 1_000;
/** Excel's own limit for the characters of a cell. */
export const longestCell = 32_767;
export const mostRows = 200_000;
export const mostColumns = 256;
