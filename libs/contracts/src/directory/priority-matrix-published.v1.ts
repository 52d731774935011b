import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { closed, code, oneOf, priority } from '../fields';

/** Which priority follows from how urgent something is to the sender and how much it affects him. The newest version holds. */
export const PriorityMatrixPublishedV1 = defineEvent({
  type: 'aftercare.directory.priority_matrix.published.v1',
  meaning: { zh: '优先级矩阵已发布（紧急程度 × 影响程度）', en: 'The priority matrix was published: urgency × impact' },
  keyField: 'matrixCode',
  branchField: null,
  personalData: 'none',
  fields: {
    matrixCode: code(),
    version: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
    cells: Type.Array(closed({ urgency: priority(), impact: oneOf('low', 'normal', 'high'), priority: priority() }), { minItems: 12, maxItems: 12 }),
  },
  example: {
    matrixCode: 'STANDARD',
    version: 1,
    cells: (['urgent', 'high', 'normal', 'low'] as const).flatMap((urgency) =>
      (['high', 'normal', 'low'] as const).map((impact) => ({ urgency, impact, priority: impact === 'normal' ? urgency : 'normal' as const }))),
  },
});
export type PriorityMatrixPublishedV1 = DataOf<typeof PriorityMatrixPublishedV1>;
