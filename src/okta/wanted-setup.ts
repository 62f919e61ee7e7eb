/** What an app for the gateway must say; everything else in it is the operator's. */
export interface WantedSetup {
  readonly label: string;
  /** Where Okta posts responses: ACS, recipient and destination alike. */
  readonly acsUrl: string;
  /** The audience: our entity id. */
  readonly audience: string;
  /** Absent: an existing app keeps its own, a new one gets the e-mail address. Changing it makes everybody somebody new. */
  readonly nameId?: NameIdChoice;
  /** NameIDPolicy/@Format of the gateway's requests, where the configuration has one. */
  readonly nameIdFormat?: string;
  /** Sent by the tile; absent: as it is. */
  readonly relayState?: string;
  /** Beside email, full_name and roles. */
  readonly attributes: readonly WantedAttribute[];
  /** Names of groups that begin so are sent as `groups`. `chosen`: the operator said so, and an existing filter is replaced. */
  readonly groupFilter: { readonly startsWith: string; readonly chosen: boolean };
  readonly groups: readonly WantedGroup[];
}

export type NameIdChoice = 'email' | 'username';

export interface WantedAttribute {
  readonly name: string;
  /** Okta expression, without `${}`. */
  readonly expression: string;
}

/** A group and the roles that its members get by its assignment to the app. */
export interface WantedGroup {
  readonly name: string;
  readonly roles: readonly string[];
  /** The lower the stronger; absent: as it is. */
  readonly priority?: number;
  /** Whether it may be created. */
  readonly create: boolean;
}

/**
 * Attributes of the Okta profile that Flex and Flex Insights know by these names; undefined: Okta has none, the operator
 * names the expression. Source: twilio.com/docs/flex/admin-guide/setup/sso-configuration, “Insights attributes”.
 */
export const INSIGHTS_ATTRIBUTES: ReadonlyMap<string, string | undefined> = new Map([
  ['department', 'user.department'],
  ['location', 'user.city'],
  ['manager', 'user.manager'],
  ['phone', 'user.primaryPhone'],
  ['team_id', undefined],
  ['team_name', undefined],
  ['team_name_in_hierarchy', undefined],
  ['image_url', undefined],
]);
