import { NotFound } from '@aftercare/kernel';
import { discrepancyRate } from './discrepancy-rate';
import type { Figure } from './figure';
import { oldPartReturn } from './old-part-return';
import { onTimeArrival } from './on-time-arrival';
import { onTimeDispatch } from './on-time-dispatch';
import { rework } from './rework';
import { satisfaction } from './satisfaction';

/** Every figure, in the order in which they are shown: the two that steer the house first. */
export const figures: readonly Figure[] = [satisfaction, rework, onTimeDispatch, onTimeArrival, discrepancyRate, oldPartReturn];

export const figureNamed = (name: string): Figure => {
  const figure = figures.find((one) => one.name === name);
  if (!figure) throw new NotFound('figure');
  return figure;
};
