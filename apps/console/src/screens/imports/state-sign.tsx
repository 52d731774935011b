import type { ListedImport } from '../../api/generated/directory/types.gen';
import { word } from '../../texts/words';

const signs = { judged: ['', '○'], applying: ['warn', '◑'], applied: ['good', '✓'] } as const satisfies Record<ListedImport['state'], readonly [string, string]>;

/** How far a file is: sign, word and colour say the same. */
export const StateSign = ({ state }: { state: ListedImport['state'] }) => <span className={`sign ${signs[state][0]}`}><span aria-hidden>{signs[state][1]} </span>{word('import-state', state)}</span>;
