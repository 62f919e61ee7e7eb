/** Given to the person of the test, by a group. */
export const ROLES = ['supervisor', 'wfo.team_leader'];

export interface Live {
  readonly org: string;
  readonly token: string;
  /** Of everything that is made: nothing else is touched. */
  readonly name: string;
}

export const announcement = ({ org, name }: Live): string => `This will, in ${org}:
  1. create the group “${name}” and the user ${name}@example.com with a random password (no mail is sent)
  2. run \`flexgate okta setup\`: create the SAML app “${name}”, its attribute roles, and the group’s assignment with
     the roles ${ROLES.join(', ')}
  3. run \`flexgate okta verify\`, which must find nothing wrong
  4. sign the user on through a browser, from the tile, at a gateway on this machine, with a stand-in for Twilio
  5. check the worker that the gateway made
  6. remove the app, the group and the user again, also where a step failed
Nothing else in the org is changed.`;
