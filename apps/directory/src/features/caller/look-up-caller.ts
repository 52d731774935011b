import { branchesFor, Requires } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { Body, Controller, Post } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsArray, IsBoolean, IsIn, IsString, IsUUID, MaxLength, ValidateNested } from 'class-validator';
import { WarrantyAnswer, warrantyAnswer, type WarrantyOnFile } from '../../device-standing';
import { customerClasses, type CustomerClass } from '../../domain/customer';
import { Phone } from '../../domain/phone';

export class LookUpCallerBody {
  /** The whole number, as it is seen on the telephone. */
  @IsString() @MaxLength(40) phone!: string;
}

export class CallerDealer {
  @IsString() dealerCode!: string;
  @IsString() name!: string;
  @IsIn(['dealer', 'service_station']) role!: 'dealer' | 'service_station';
  @Nullable() @IsString() contactName!: string | null;
  @IsString() branchId!: string;
  @IsBoolean() keyAccount!: boolean;
  /** Who answers for a key account. */
  @Nullable() @IsString() representativeId!: string | null;
}

export class CallerDevice {
  @IsString() serial!: string;
  @IsString() modelCode!: string;
  @IsString() modelName!: string;
  @Nullable() @IsString() lot!: string | null;
  @Nullable() @IsString() dealerCode!: string | null;
  /** Today's. */
  @ValidateNested() @Type(() => WarrantyAnswer) warranty!: WarrantyAnswer;
}

export class CallerCustomer {
  @IsUUID() id!: string;
  @IsString() code!: string;
  @IsString() name!: string;
  @IsString() branchId!: string;
  @IsIn(customerClasses) customerClass!: CustomerClass;
  @Nullable() @IsString() address!: string | null;
  /** The staff member who looks after the account. */
  @Nullable() @IsString() ownerId!: string | null;
  @Nullable() @IsString() lastCheckedOn!: string | null;
  /** Of whom he bought. */
  @Nullable() @ValidateNested() @Type(() => CallerDealer) dealer!: CallerDealer | null;
  /** The newest first, at most 20. */
  @IsArray() @ValidateNested({ each: true }) @Type(() => CallerDevice) devices!: CallerDevice[];
}

export class Caller {
  /** Who has the number; several when nobody has decided yet whether they are one. At most 20. */
  @IsArray() @ValidateNested({ each: true }) @Type(() => CallerCustomer) customers!: CallerCustomer[];
  /** Dealers with this number. */
  @IsArray() @ValidateNested({ each: true }) @Type(() => CallerDealer) dealers!: CallerDealer[];
}

type StoredDevice = Omit<CallerDevice, 'warranty'> & { readonly warranty: WarrantyOnFile };
type StoredCustomer = Omit<CallerCustomer, 'devices'> & { readonly devices: readonly StoredDevice[] };

const caller = statement(
  'look-up-caller',
  `WITH known AS MATERIALIZED (
     SELECT c.*, (business_now() AT TIME ZONE calendar.zone)::date AS today FROM customer c JOIN branch USING (branch_id) JOIN calendar USING (calendar_code)
      WHERE c.phone = $1 AND c.merged_into IS NULL AND ($2::text[] IS NULL OR c.branch_id = ANY ($2)) ORDER BY c.code LIMIT 20
   ), seller AS (
     SELECT dealer_code, phone, jsonb_build_object('dealerCode', dealer_code, 'name', name, 'role', role, 'contactName', contact_name, 'branchId', branch_id,
              'keyAccount', key_account, 'representativeId', representative_id) AS shown
       FROM dealer WHERE (phone = $1 OR dealer_code = ANY (SELECT dealer_code FROM known)) AND ($2::text[] IS NULL OR branch_id = ANY ($2))
   )
   SELECT coalesce((SELECT jsonb_agg(jsonb_build_object('id', id, 'code', code, 'name', name, 'branchId', branch_id, 'customerClass', customer_class, 'address', address,
            'ownerId', owner_id, 'lastCheckedOn', last_checked_on, 'dealer', (SELECT shown FROM seller WHERE seller.dealer_code = known.dealer_code),
            'devices', coalesce((
               SELECT jsonb_agg(jsonb_build_object('serial', serial, 'modelCode', model_code, 'modelName', model_name, 'lot', lot, 'dealerCode', dealer_code,
                        'warranty', jsonb_build_object('serial', serial, 'today', known.today, 'installedOn', installed_on, 'warrantySource', warranty_source,
                          'repairUntil', repair_until, 'replaceUntil', replace_until, 'refundUntil', refund_until)) ORDER BY installed_on DESC NULLS LAST, serial)
                 FROM (SELECT d.*, m.name AS model_name FROM device d JOIN product_model m USING (model_code) WHERE d.customer_id = known.id
                        ORDER BY d.installed_on DESC NULLS LAST, d.serial LIMIT 20) owned), '[]')) ORDER BY code) FROM known), '[]') AS customers,
          coalesce((SELECT jsonb_agg(shown ORDER BY dealer_code) FROM seller WHERE phone = $1), '[]') AS dealers`,
);

@Controller('callers')
export class LookUpCaller {
  constructor(private readonly database: Database) {}

  /** Who calls: person, devices with their warranty today, dealer. A POST that changes nothing: a telephone number must not stand in a URL. */
  @Post('look-up')
  @Requires('customer:read')
  @Answers(Caller, 200)
  async handle(@Body() { phone }: LookUpCallerBody, @Actor() actor: Actor): Promise<Caller> {
    const values = [Phone.of(phone).number, branchParam(branchesFor(actor, 'customer:read'))];
    const [found] = await this.database.read<{ customers: StoredCustomer[]; dealers: CallerDealer[] }>(actor, 'customer:read', caller, values);
    const customers = (found?.customers ?? []).map((customer) => ({ ...customer, devices: customer.devices.map((device) => ({ ...device, warranty: warrantyAnswer(device.warranty) })) }));
    return { customers, dealers: found?.dealers ?? [] };
  }
}
