import { authenticityMapping } from './authenticity.mapping';
import { contactMapping } from './contact.mapping';
import { customerMapping } from './customer.mapping';
import { dealerMapping } from './dealer.mapping';
import { deviceMapping } from './device.mapping';
import { mergeProposalMapping } from './merge-proposal.mapping';
import { noteMapping } from './note.mapping';
import { staffMapping } from './staff.mapping';

/** Every aggregate of the service. */
export const mappings = [authenticityMapping, contactMapping, customerMapping, dealerMapping, deviceMapping, mergeProposalMapping, noteMapping, staffMapping];
