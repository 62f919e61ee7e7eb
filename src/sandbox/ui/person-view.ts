/** A person of the sandbox as pages and the JSON API show one. Plain JSON. */
export interface PersonView {
  readonly id: string;
  readonly login: string;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly fullName: string;
  readonly title: string;
  readonly assignment: 'individual' | 'group';
  /** What the next assertion asserts. */
  readonly roles: readonly string[];
  /** Groups that the roles come from. */
  readonly roleGroups: readonly string[];
  readonly groups: readonly string[];
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  /** Logs in as this person, from the identity provider. */
  readonly tileUrl: string;
  /** The role editor. */
  readonly editUrl: string;
}
