import type { Values } from '../../../tools/scenarios/read.ts';
import type { FactAdapter, World } from '../world.ts';

/** A figure as analytics counts it now. */
export interface Figure {
  readonly numerator: number;
  readonly denominator: number;
}

/** Under which name a figure is asked for. */
const routes: Readonly<Record<string, string>> = { satisfaction: 'satisfaction', rework: 'rework', old_part_return: 'old-part-return', on_time_arrival: 'on-time-arrival' };

/** Where a figure is asked for. */
export const figurePath = ({ name, month, branch, dealer }: Values): string => {
  const route = routes[String(name)];
  if (!route) throw new Error(`the runner cannot look up the figure ${String(name)}: teach it in test/scenarios/adapters/kpis.ts`);
  return `/analytics/kpis/${route}?month=${String(month)}${branch === undefined ? '' : `&branch=${String(branch)}`}${dealer === undefined ? '' : `&dealer=${String(dealer)}`}`;
};

export const figureOf = async (kpi: Values, world: World): Promise<Figure> => {
  const path = figurePath(kpi);
  const { status, body } = await (await world.reader()).get<Figure>(path);
  if (status !== 200) throw new Error(`${path} answers ${status}`);
  return body;
};

/** What a figure has gained since the scenario began. */
export const kpiFact: FactAdapter = {
  selects: ['name', 'dealer', 'branch', 'month'],
  look: async (expected, world) => {
    const [now, before] = [await figureOf(expected, world), world.figureBefore(figurePath(expected))];
    return { numerator_added: now.numerator - before.numerator, denominator_added: now.denominator - before.denominator };
  },
};

/** Figures are counted from here. */
export const countFigure = async (kpi: Values, world: World): Promise<void> => world.countFigureFrom(figurePath(kpi), await figureOf(kpi, world));
