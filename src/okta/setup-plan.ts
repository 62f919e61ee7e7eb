/** One field that differs. Values as people read them. */
export interface FieldChange {
  readonly field: string;
  /** undefined: nothing was there. */
  readonly from: string | undefined;
  readonly to: string;
}

/** Steps in the order in which they are made. What is sent is made anew from the org when it is made. */
export type SetupChange =
  | { readonly kind: 'create-app'; readonly label: string; readonly fields: readonly FieldChange[] }
  | { readonly kind: 'roles-property'; readonly fields: readonly FieldChange[] }
  /** Of a new app: what could not be said before it was there. */
  | { readonly kind: 'complete-app'; readonly fields: readonly FieldChange[] }
  | { readonly kind: 'update-app'; readonly fields: readonly FieldChange[] }
  | { readonly kind: 'activate-app' }
  | { readonly kind: 'assign-policy'; readonly policyId: string; readonly fields: readonly FieldChange[] }
  | { readonly kind: 'create-group'; readonly name: string }
  | { readonly kind: 'assign-group'; readonly name: string; readonly fields: readonly FieldChange[] };

export interface SetupNote {
  /** `blocked`: nothing is changed before it is settled. */
  readonly severity: 'kept' | 'blocked';
  readonly text: string;
}

export interface SetupPlan {
  readonly changes: readonly SetupChange[];
  readonly notes: readonly SetupNote[];
}

const HEADS: Readonly<Record<SetupChange['kind'], string>> = {
  'create-app': 'create the SAML app',
  'roles-property': 'app profile: the attribute roles',
  'complete-app': 'add the attribute statements to the new app',
  'update-app': 'change the app',
  'activate-app': 'activate the app',
  'assign-policy': 'assign an access policy to the app',
  'create-group': 'create the group',
  'assign-group': 'assign the group',
};

export const fieldText = ({ field, from, to }: FieldChange): string =>
  from === undefined ? `${field} = ${to}` : `${field}: ${from} → ${to}`;

export function changeHead(change: SetupChange): string {
  const head = HEADS[change.kind];
  if (change.kind === 'create-app') return `${head} “${change.label}”`;
  return 'name' in change ? `${head} “${change.name}”` : head;
}

/** A line for each, to compare plans by. */
export const planLines = ({ changes }: SetupPlan): readonly string[] =>
  changes.flatMap((change) => [
    changeHead(change),
    ...('fields' in change ? change.fields.map((field) => `${changeHead(change)}: ${fieldText(field)}`) : []),
  ]);
