import { Public } from '@aftercare/auth';
import { Answers } from '@aftercare/chassis';
import { Controller, Get } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsString, ValidateNested } from 'class-validator';
import { SigningKeys } from '../../tokens/signing-keys';

export class PublicKey {
  @IsString() kid!: string;
  @IsString() kty!: string;
  @IsString() alg!: string;
  @IsString() use!: string;
  @IsString() n!: string;
  @IsString() e!: string;
}

export class PublicKeys {
  @ValidateNested({ each: true }) @Type(() => PublicKey) keys!: PublicKey[];
}

@Controller('auth')
export class ShowKeys {
  constructor(private readonly keys: SigningKeys) {}

  /** The public keys of all gateways (a JWK set), by which services know the tokens that a gateway has made. */
  @Get('keys')
  @Public()
  @Answers(PublicKeys)
  async handle(): Promise<PublicKeys> {
    return { keys: (await this.keys.all()) as PublicKey[] };
  }
}
