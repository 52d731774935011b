import type { Plan } from './plan';

/** The same failure with less: fewer faults, then fewer commands, as long as it still fails. */
export const shrink = async (plan: Plan, fails: (plan: Plan) => Promise<boolean>): Promise<Plan> => {
  let smallest = plan;
  for (const part of ['faults', 'commands'] as const) {
    for (let size = Math.ceil(smallest[part].length / 2); size > 0; size = size > 1 ? Math.ceil(size / 2) : 0) {
      for (let at = 0; at < smallest[part].length; ) {
        const list: readonly unknown[] = smallest[part];
        const fewer: Plan = { ...smallest, [part]: [...list.slice(0, at), ...list.slice(at + size)] };
        if (await fails(fewer)) smallest = fewer;
        else at += size;
      }
    }
  }
  return smallest;
};
