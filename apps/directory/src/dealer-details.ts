import { IsBoolean, IsIn, IsInt, IsISO8601, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { dealerRoles, type DealerDetails, type DealerRole } from './domain/dealer';
import { Phone } from './domain/phone';

/** What a person may say of a dealer. What is left out stays as it is; null takes it away. */
export class DealerDetailsBody {
  @IsOptional() @IsIn(dealerRoles) role?: DealerRole;
  @IsOptional() @IsString() @MaxLength(100) contactName?: string | null;
  @IsOptional() @IsString() @MaxLength(200) address?: string | null;
  /** Where he sells. */
  @IsOptional() @IsString() @MaxLength(200) territory?: string | null;
  /** The dealer above him. */
  @IsOptional() @IsString() @Matches(/^DL\d{3,6}$/) parentDealerCode?: string | null;
  @IsOptional() @IsBoolean() keyAccount?: boolean;
  /** Who answers for a key account. */
  @IsOptional() @IsString() @Matches(/^ST\d{3,6}$/) representativeId?: string | null;
  /** In yuan, e.g. `18000.00`. */
  @IsOptional() @IsString() @Matches(/^\d{1,12}\.\d{2}$/, { message: '须为两位小数的金额，例如 18000.00 · must be an amount with two decimals, e.g. 18000.00' }) creditLimit?: string | null;
  @IsOptional() @Matches(/^\d{4}-\d{2}-\d{2}$/) @IsISO8601({ strict: true }) joinedOn?: string | null;
  @IsOptional() @IsString() @MaxLength(1000) remark?: string | null;
}

/** A dealer after something was said of him. */
export class RegisteredDealer {
  @IsString() dealerCode!: string;
  @IsString() branchId!: string;
  /** Send it back in `If-Match` when changing him. */
  @IsInt() version!: number;
}

type Said = DealerDetailsBody & { readonly name?: string; readonly phone?: string };

const nobody: DealerDetails = {
  name: '', role: 'dealer', contactName: null, phone: '', address: null, territory: null, parentDealerCode: null, keyAccount: false, representativeId: null, creditLimit: null,
  joinedOn: null, remark: null,
};

/** The details after what was said now: `before` is what is on file, nothing for a new dealer. */
export const dealerAfter = ({ name, phone, ...said }: Said, before: DealerDetails = nobody): DealerDetails => {
  const kept = <K extends keyof typeof said>(field: K): DealerDetails[K] => (said[field] === undefined ? before[field] : said[field]) as DealerDetails[K];
  return {
    name: name?.trim() ?? before.name, phone: phone === undefined ? before.phone : Phone.of(phone).number,
    role: kept('role'), contactName: kept('contactName'), address: kept('address'), territory: kept('territory'), parentDealerCode: kept('parentDealerCode'),
    keyAccount: kept('keyAccount'), representativeId: kept('representativeId'), creditLimit: kept('creditLimit'), joinedOn: kept('joinedOn'), remark: kept('remark'),
  };
};
