import type { FigureShown, KpiMonth } from '../../api/generated/analytics/types.gen';

const [width, height, left, top, bottom] = [340, 96, 30, 8, 18] as const;
const inner = { width: width - left - 8, height: height - top - bottom } as const;

/** The rates of months as a line from 0 to 100 per cent; what it says stands in `text` for who cannot see it. Months of too few are hollow; the target is a broken line. */
export function Trend({ months, least, target, text }: { months: readonly KpiMonth[]; least: number; target: FigureShown['target']; text: string }) {
  const at = (place: number): number => left + (months.length === 1 ? inner.width / 2 : (place / (months.length - 1)) * inner.width);
  const level = (rate: number): number => top + inner.height - (rate / 100) * inner.height;
  const points = months.map(({ month, rate, denominator }, place) => ({ month, x: at(place), y: level(Number(rate)), few: denominator < least }));
  return (
    <svg className="chart" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={text}>
      {[0, 50, 100].map((rate) => <g key={rate}><line className="grid" x1={left} x2={width - 8} y1={level(rate)} y2={level(rate)} /><text x={left - 4} y={level(rate) + 4} textAnchor="end">{rate}</text></g>)}
      {target !== null && <line className="target" x1={left} x2={width - 8} y1={level(Number(target.rate))} y2={level(Number(target.rate))} />}
      <polyline className="line" points={points.map(({ x, y }) => `${x},${y}`).join(' ')} />
      {points.map(({ month, x, y, few }) => <circle key={month} className={few ? 'few' : 'point'} cx={x} cy={y} r={3.5} />)}
      {[points[0], ...(points.length > 1 ? [points.at(-1)] : [])].map((point, place) => point && <text key={point.month} x={point.x} y={height - 4} textAnchor={points.length === 1 ? 'middle' : place === 0 ? 'start' : 'end'}>{point.month}</text>)}
    </svg>
  );
}

/** A column for each day; days without anything have none. */
export function Columns({ values, text }: { values: readonly { readonly name: string; readonly value: number }[]; text: string }) {
  const most = Math.max(1, ...values.map(({ value }) => value));
  const step = inner.width / Math.max(1, values.length);
  return (
    <svg className="chart" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={text}>
      {[0, most].map((level) => <g key={level}><line className="grid" x1={left} x2={width - 8} y1={top + inner.height * (1 - level / most)} y2={top + inner.height * (1 - level / most)} /><text x={left - 4} y={top + inner.height * (1 - level / most) + 4} textAnchor="end">{level}</text></g>)}
      {values.map(({ name, value }, place) => <rect key={name} className="column" x={left + place * step + step * 0.15} width={step * 0.7} y={top + inner.height * (1 - value / most)} height={inner.height * (value / most)} />)}
      {values.length > 0 && <text x={left} y={height - 4}>{values[0]?.name}</text>}
      {values.length > 1 && <text x={width - 8} y={height - 4} textAnchor="end">{values.at(-1)?.name}</text>}
    </svg>
  );
}

/** Ages side by side, each with its pieces; the later, the darker. */
export function Ages({ parts, text }: { parts: readonly { readonly name: string; readonly value: number }[]; text: string }) {
  const most = Math.max(1, ...parts.map(({ value }) => value));
  const [row, label, number] = [24, 120, 48];
  return (
    <svg className="chart" viewBox={`0 0 ${width} ${parts.length * row}`} role="img" aria-label={text}>
      {parts.map(({ name, value }, place) => (
        <g key={name}>
          <text x={0} y={place * row + 16}>{name}</text>
          <rect className={`age age-${place}`} x={label} y={place * row + 4} height={row - 8} width={((width - label - number) * value) / most} />
          <text x={label + ((width - label - number) * value) / most + 6} y={place * row + 16} className="value">{value}</text>
        </g>
      ))}
    </svg>
  );
}
