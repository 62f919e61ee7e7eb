import { SAML_REFUSALS } from './saml.ts';
import { ROLE_REFUSALS } from './roles.ts';
import { PROVISIONING_REFUSALS } from './provisioning.ts';
import { HTTP_REFUSALS } from './http.ts';
import { OKTA_REFUSALS } from './okta.ts';
import { OPERATION_REFUSALS } from './operations.ts';

/** Every way to be refused. Codes are an API for operators and dashboards: never renamed, never reused. */
export const REFUSALS = {
  ...SAML_REFUSALS,
  ...ROLE_REFUSALS,
  ...PROVISIONING_REFUSALS,
  ...HTTP_REFUSALS,
  ...OPERATION_REFUSALS,
  ...OKTA_REFUSALS,
};
