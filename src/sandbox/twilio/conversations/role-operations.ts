import { demand, notFound } from '../wire/api-error.ts';
import { created, noContent, ok, type Call, type Operation } from '../wire/operation.ts';
import { pageOf } from '../wire/paging.ts';
import { roleResource } from './resources.ts';
import { permissionOfConversations, readPermissions, readType, type Role } from './roles.ts';
import type { ChatService } from './state.ts';

function roleOf(call: Call, service: ChatService): Role {
  service.check(call);
  const role = service.roles.all.get(call.segment('Sid'));
  demand(role, () => notFound(call.resource));
  return role;
}

const permissionsIn = ({ form }: Call): readonly string[] =>
  readPermissions(form.all('Permission'), permissionOfConversations);

const LIST = '/v1/Services/:ServiceSid/Roles';
const ONE = `${LIST}/:Sid`;

function collectionOperations(service: ChatService): readonly Operation[] {
  const { roles } = service;
  const shown = (role: Role, call: Call): object => roleResource(role, service.placeAt(call.base));
  return [
    {
      method: 'get',
      path: LIST,
      access: 'account',
      run(call) {
        service.check(call);
        const present = (role: Role): object => shown(role, call);
        return pageOf(call, { key: 'roles', largestPage: 50, entries: roles.all.entries(), present });
      },
    },
    {
      method: 'post',
      path: LIST,
      access: 'account',
      counts: 'Role',
      run(call) {
        service.check(call);
        const [name, type] = [call.form.required('FriendlyName'), readType(call.form.required('Type'))];
        return created(shown(roles.create(name, type, permissionsIn(call)), call));
      },
    },
  ];
}

function memberOperations(service: ChatService): readonly Operation[] {
  const { roles } = service;
  const shown = (role: Role, call: Call): object => roleResource(role, service.placeAt(call.base));
  return [
    { method: 'get', path: ONE, access: 'account', run: (call) => ok(shown(roleOf(call, service), call)) },
    {
      method: 'post',
      path: ONE,
      access: 'account',
      counts: 'Role',
      run(call) {
        const role = roleOf(call, service);
        roles.update(role, permissionsIn(call));
        return ok(shown(role, call));
      },
    },
    {
      method: 'delete',
      path: ONE,
      access: 'account',
      counts: 'Role',
      run(call) {
        roles.all.remove(roleOf(call, service).sid);
        return noContent();
      },
    },
  ];
}

export const roleOperations = (service: ChatService): readonly Operation[] => [
  ...collectionOperations(service),
  ...memberOperations(service),
];
