/** Who sent a request, proven by its Authorization header. */
export type Caller =
  | { readonly kind: 'account' }
  | { readonly kind: 'user'; readonly identity: string; readonly serviceRoleSid?: string }
  | { readonly kind: 'flex-token'; readonly token: string };
