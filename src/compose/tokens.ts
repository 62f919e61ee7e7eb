import type { Config } from '../config/config.ts';
import type { Ceilings } from '../login/ceilings.ts';
import { createMintToken } from '../tokens/mint-token.ts';
import type { MintToken } from '../tokens/mint-token.ts';
import { createJwtTokenIssuer } from '../tokens/token-issuer.jwt.ts';
import { createValidateToken } from '../tokens/validate.ts';
import type { ValidateToken } from '../tokens/validate.ts';
import type { Ports } from './ports.ts';

interface Tokens {
  readonly mint: MintToken;
  readonly validate: ValidateToken;
}

export function tokensFor(
  { token: settings }: Config,
  { store, clock }: Ports,
  { isShared, ofToken }: Ceilings,
): Tokens {
  const issuer = createJwtTokenIssuer({ settings, clock });
  return {
    mint: createMintToken({ issuer, settings, clock, isShared }),
    validate: createValidateToken({
      issuer,
      ledger: store.ledger,
      ceilingOf: ofToken,
      accountSid: settings.accountSid,
    }),
  };
}
