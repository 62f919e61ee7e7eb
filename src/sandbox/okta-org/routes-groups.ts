import { text, Router, type Request, type RequestHandler, type Response } from 'express';
import { GROUP_FIELD, readGroupForm, type GroupForm } from '../idp/group-form.ts';
import { renderGroup } from '../idp/pages/group.tsx';
import { renderGroups, type GroupView } from '../idp/pages/groups.tsx';
import type { Person } from '../idp/person.ts';
import { fail, formOf, notFound, queryOf, sameOrigin, sendPage } from '../idp/web.ts';
import { mergedProfile } from './app-profile.ts';
import type { AppRecord } from './app-record.ts';
import { assignGroup, unassignGroup } from './group-assignment.ts';
import { OktaError } from './okta-error.ts';
import type { OktaOrg } from './org.ts';
import type { OrgGroupView } from './org-people.ts';
import { rolesIn } from './own-app.ts';

type Route = (req: Request, res: Response) => void;

const NAME_LIMIT = 255;
const own = ({ apps, ownId }: OktaOrg): AppRecord => apps.find(ownId);

const isIn = ({ name, builtIn }: OrgGroupView, { groups }: Person): boolean => builtIn || groups.includes(name);

function viewOf(org: OktaOrg, group: OrgGroupView): GroupView {
  const { id, name } = group;
  const assigned = own(org).groups.get(name);
  return {
    id,
    name,
    roles: rolesIn(assigned?.profile) ?? [],
    priority: assigned?.priority ?? null,
    size: org.people.users().filter((person) => isIn(group, person)).length,
  };
}

const strength = ({ priority }: GroupView): number => priority ?? Number.MAX_SAFE_INTEGER;

const list =
  (org: OktaOrg): Route =>
  (req, res) => {
    const property = own(org).schema.get('roles');
    const groups = org.people.groups().map((group) => viewOf(org, group));
    const page = renderGroups({
      groups: groups.toSorted((a, b) => strength(a) - strength(b)),
      combines: property && property['union'] === 'ENABLE',
      appLabel: org.own().label,
      saved: queryOf(req).has('saved'),
    });
    sendPage(res, page);
  };

const refuse = (req: Request, res: Response, detail: string): void =>
  fail(req, res, { status: 400, title: 'Not saved', detail });

/** What the management API would refuse is refused here too, with its reasons. */
const saving =
  (save: Route): Route =>
  (req, res) => {
    try {
      save(req, res);
    } catch (error) {
      if (!(error instanceof OktaError)) throw error;
      refuse(req, res, [error.message, ...error.causes].join('. '));
    }
  };

const add =
  ({ people }: OktaOrg): Route =>
  (req, res) => {
    const name = formOf(req).get(GROUP_FIELD.name)?.trim() ?? '';
    if (name === '' || name.length > NAME_LIMIT) return refuse(req, res, 'A group needs a name.');
    if (people.groupNamed(name) !== undefined) return refuse(req, res, `There is a group “${name}” already.`);
    return res.redirect(303, `/groups/${people.createGroup(name).id}`);
  };

/** The profile editor's switch; every other field of the attribute stays. */
const combine =
  (org: OktaOrg): Route =>
  (req, res) => {
    const app = own(org);
    const union = formOf(req).get(GROUP_FIELD.combine) === 'yes' ? 'ENABLE' : 'DISABLE';
    const properties = { roles: { ...app.schema.get('roles'), union } };
    org.apps.change(app.id, { schema: mergedProfile(app, { definitions: { custom: { properties } } }) });
    res.redirect(303, '/groups?saved=1');
  };

const forGroup =
  ({ people }: OktaOrg, handle: (group: OrgGroupView, req: Request, res: Response) => void): Route =>
  (req, res) => {
    const group = people.groups().find(({ id }) => id === req.params['group']);
    if (group === undefined) notFound(req, res);
    else handle(group, req, res);
  };

const edit = (org: OktaOrg): Route =>
  forGroup(org, (group, req, res) => {
    const members = org.people.users().filter((person) => isIn(group, person));
    const { label: appLabel, view } = org.own();
    const page = renderGroup({
      group: viewOf(org, group),
      people: org.people.users().map(view),
      members: new Set(members.map(({ id }) => id)),
      builtIn: group.builtIn,
      appLabel,
      saved: queryOf(req).has('saved'),
    });
    sendPage(res, page);
  });

function setMembers({ people }: OktaOrg, group: OrgGroupView, members: ReadonlySet<string>): void {
  if (group.builtIn) return;
  for (const person of people.users()) {
    const wanted = members.has(person.id);
    if (wanted !== isIn(group, person)) people.setMember(group.id, people.idOf(person), wanted);
  }
}

/** Other attributes of the assignment are not on the page, and stay. */
function setAssignment(org: OktaOrg, { name }: OrgGroupView, { assigned, roles, priority }: GroupForm): void {
  const app = own(org);
  const before = app.groups.get(name);
  if (assigned) assignGroup(org, app, name, { priority, profile: { ...before?.profile, roles } });
  else if (before !== undefined) unassignGroup(org, app, name);
}

const save = (org: OktaOrg): Route =>
  forGroup(org, (group, req, res) => {
    const form = readGroupForm(formOf(req));
    if (form === undefined) return refuse(req, res, 'The priority is a number from 0 to 100.');
    setAssignment(org, group, form);
    setMembers(org, group, form.members);
    return res.redirect(303, `/groups/${group.id}?saved=1`);
  });

/** Pages for what else the management API does: groups, their roles in the app of the sandbox, and their people. */
export function groupRoutes(org: OktaOrg): Router {
  const form = text({ type: 'application/x-www-form-urlencoded', limit: '64kb' });
  const posted: readonly RequestHandler[] = [sameOrigin, form];
  return Router()
    .get('/groups', list(org))
    .post('/groups', ...posted, saving(add(org)))
    .post('/groups/combine', ...posted, saving(combine(org)))
    .get('/groups/:group', edit(org))
    .post('/groups/:group', ...posted, saving(save(org)));
}
