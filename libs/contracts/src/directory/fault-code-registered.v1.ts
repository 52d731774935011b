import { defineEvent, type DataOf } from '../event-contract';
import { code, name, nullable, oneOf } from '../fields';

/** A fault, or a family of faults, has this code. The event comes again, complete, when the record has changed. */
export const FaultCodeRegisteredV1 = defineEvent({
  type: 'aftercare.directory.fault_code.registered.v1',
  meaning: { zh: '故障代码已登记或已变更：大类、材料、工序', en: 'A fault code was registered or has changed: family, material, process stage' },
  keyField: 'faultCode',
  branchField: null,
  personalData: 'none',
  fields: {
    faultCode: code(),
    level: oneOf('family', 'code'),
    /** Its own code where it is a family. */
    familyCode: code(),
    nameZh: name(),
    nameEn: nullable(name()),
    material: nullable(name()),
    processStage: nullable(name()),
  },
  example: { faultCode: 'LEAK-01', level: 'code', familyCode: 'LEAK', nameZh: '底角渗水', nameEn: null, material: '硅胶', processStage: '打胶' },
});
export type FaultCodeRegisteredV1 = DataOf<typeof FaultCodeRegisteredV1>;
