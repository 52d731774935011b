import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The words of the scenarios: a closed list, as `vocabulary.md` beside them has it, and the codes that a sample factory knows. */
export interface Vocabulary {
  /** Action → the inputs it may carry. */
  readonly actions: ReadonlyMap<string, ReadonlySet<string>>;
  /** Fact → the keys it may name. */
  readonly facts: ReadonlyMap<string, ReadonlySet<string>>;
  /** Why a step may be refused. */
  readonly reasons: ReadonlySet<string>;
  /** Who can act: codes of staff, dealers, customers and carriers. */
  readonly actors: ReadonlySet<string>;
}

/** What may be set before step 1, and the keys of one entry. */
export const givens: Readonly<Record<string, readonly string[]>> = {
  stock: ['location', 'part', 'bin', 'on_hand'],
  shipped: ['as', 'request', 'from', 'dealer', 'carrier', 'tracking', 'dispatched', 'picker', 'checker', 'under_warranty', 'received_in_full', 'lines'],
  settings: ['branch', 'apology_mode'],
  meetings: ['as', 'held', 'chair', 'items'],
};

const pieces = ['part', 'qty'];
/** The keys of what stands inside an input, or inside an entry that is set before step 1: one mapping, or each of a list. Any other has none. */
export const nested: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'submit parts request': { lines: pieces },
  'decide parts request': { lines: ['part', 'approved', 'reason', 'substitute', 'agreed_with'] },
  pick: { scans: pieces, short: [...pieces, 'reason'] },
  'check picking': { counts: pieces },
  'confirm receipt': { lines: ['part', 'received', 'rejected', 'reason', 'photos'] },
  'complete repair': { parts_used: pieces },
  'ship resend': { lines: pieces },
  'ask for exchange': { in: pieces, out: pieces },
  'dispatch exchange goods': { lines: pieces },
  'submit claim': { lines: pieces },
  'decide claim': { lines: ['part', 'approved', 'reason'] },
  inspect: { grades: ['as', 'qty', 'grade', 'suggested'] },
  'send questionnaires': { to: ['customers'] },
  'enter returned questionnaires': { from: ['customers'] },
  'record suggestions': { from: ['customers'], each: ['evidence', 'branch'] },
  'file rectification plans': { each: ['root_cause', 'steps', 'owner', 'due'] },
  'decline suggestions': { each: ['reason'] },
  'finish rectifications': { each: ['outcome', 'evidence'] },
  'record decisions': { decisions: ['item', 'decision', 'owner', 'due'] },
  shipped: { lines: pieces },
  meetings: { items: ['as', 'fault_family', 'branch', 'decision', 'owner', 'due', 'action_state'] },
};

/** Inputs that name a document made earlier in the scenario. */
export const references: readonly string[] = [
  'campaign', 'claim', 'discrepancy', 'exchange', 'inspection', 'meeting', 'note', 'obligation', 'picking', 'promise', 'request', 'survey', 'ticket', 'follows',
];

/** Reads the words from the sample factory's folder. */
export function readVocabulary(sampleDir: string): Vocabulary {
  const [actions, facts] = tablesOf(readFileSync(join(sampleDir, 'scenarios/vocabulary.md'), 'utf8'));
  if (!actions || !facts) throw new Error('vocabulary.md has no table of actions and of facts');
  const codes = (table: string): string[] => readFileSync(join(sampleDir, `${table}.csv`), 'utf8').split('\n').slice(1).map((line) => line.split(',')[0]!).filter((code) => code !== '');
  const reasons = readFileSync(join(sampleDir, 'reason_codes.csv'), 'utf8').split('\n').filter((line) => line.startsWith('refusal,')).map((line) => line.split(',')[1]!);
  return { actions, facts, reasons: new Set(reasons), actors: new Set(['staff', 'dealers', 'customers', 'carriers'].flatMap(codes)) };
}

/** First column → the words of the second one, for every table of the text. */
function tablesOf(text: string): Map<string, Set<string>>[] {
  const blocks = text.split(/\n(?!\|)/).map((block) => block.split('\n').filter((line) => line.startsWith('|'))).filter((lines) => lines.length > 2);
  return blocks.map(([, , ...rows]) => new Map(rows.map((row) => {
    const [, word = '', list = ''] = row.split('|').map((cell) => cell.trim());
    return [word, new Set(list === '–' ? [] : list.split(', '))];
  })));
}
