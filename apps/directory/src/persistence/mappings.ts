import { contactMapping } from './contact.mapping';
import { deviceMapping } from './device.mapping';
import { noteMapping } from './note.mapping';
import { staffMapping } from './staff.mapping';

/** Every aggregate of the service. */
export const mappings = [contactMapping, noteMapping, deviceMapping, staffMapping];
