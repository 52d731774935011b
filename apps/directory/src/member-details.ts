import { ArrayMaxSize, ArrayUnique, IsArray, IsBoolean, IsIn, IsInt, IsISO8601, IsOptional, IsString, Matches } from 'class-validator';
import { Phone } from './domain/phone';
import { staffRoles, type MemberDetails, type StaffRole } from './domain/staff-member';

/** What may be said of a member of staff. What is left out stays as it is; null takes it away. */
export class MemberDetailsBody {
  @IsOptional() @IsString() @Matches(/^ST\d{3,6}$/) managerId?: string | null;
  /** What he can do, e.g. `glass_bonding`; the whole list. */
  @IsOptional() @IsArray() @ArrayMaxSize(50) @ArrayUnique() @Matches(/^[a-z][a-z0-9_]{0,63}$/, { each: true }) skills?: string[];
  @IsOptional() @Matches(/^\d{4}-\d{2}-\d{2}$/) @IsISO8601({ strict: true }) joinedOn?: string | null;
  /** He works here. */
  @IsOptional() @IsBoolean() active?: boolean;
  @IsOptional() @IsIn(staffRoles) role?: StaffRole;
}

/** A member of staff after something was said of him. */
export class RegisteredMember {
  @IsString() staffId!: string;
  @IsString() branchId!: string;
  /** Send it back in `If-Match` when changing him. */
  @IsInt() version!: number;
}

type Said = MemberDetailsBody & { readonly name?: string; readonly phone?: string };

const nobody: MemberDetails = { name: '', role: 'clerk', managerId: null, skills: [], phone: '', joinedOn: null, active: true };

/** The details after what was said now: `before` is what is on file, nothing for somebody new. */
export const memberAfter = ({ name, phone, role, managerId, skills, joinedOn, active }: Said, before: MemberDetails = nobody): MemberDetails => ({
  name: name?.trim() ?? before.name,
  phone: phone === undefined ? before.phone : Phone.of(phone).number,
  role: role ?? before.role,
  managerId: managerId === undefined ? before.managerId : managerId,
  skills: skills ?? before.skills,
  joinedOn: joinedOn === undefined ? before.joinedOn : joinedOn,
  active: active ?? before.active,
});
