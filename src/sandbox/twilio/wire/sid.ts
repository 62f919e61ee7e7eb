import { createHash, randomBytes } from 'node:crypto';

/** Two letters that name the kind of a resource: AC account, WK worker, IS service, US user, RL role … */
type SidPrefix =
  | 'AC'
  | 'CH'
  | 'FU'
  | 'GO'
  | 'IM'
  | 'IN'
  | 'IS'
  | 'MB'
  | 'QO'
  | 'RL'
  | 'RQ'
  | 'SK'
  | 'TC'
  | 'US'
  | 'WA'
  | 'WC'
  | 'WK'
  | 'WQ'
  | 'WR'
  | 'WS'
  | 'WT'
  | 'WW';

export const newSid = (prefix: SidPrefix): string => prefix + randomBytes(16).toString('hex');

/** The same name gives the same SID in every process: a configuration file can name what the stand-in starts with. */
export const wellKnownSid = (prefix: SidPrefix, name: string): string =>
  prefix + createHash('sha256').update(`${prefix} ${name}`).digest('hex').slice(0, 32);
