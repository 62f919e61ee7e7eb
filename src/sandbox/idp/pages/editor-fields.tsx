import type { VNode } from 'preact';
import { FLEX_ROLES, isFlexRole } from '../../../roles/flex-role.ts';
import { INSIGHTS_ROLES, isInsightsRole } from '../../../roles/insights-role.ts';
import type { AttributeValues, OrgGroup, Person } from '../person.ts';
import { FIELD } from '../profile-form.ts';

interface OptionProps {
  readonly type: 'radio' | 'checkbox';
  readonly name: string;
  readonly value: string;
  readonly checked: boolean;
  readonly label: string;
  readonly hint?: string | undefined;
}

export const Option = ({ hint, label, ...input }: OptionProps): VNode => (
  <label class="option">
    <input {...input} />
    <span class="option-text">
      {label}
      {hint !== undefined && <small>{hint}</small>}
    </span>
  </label>
);

interface RoleOptionsProps {
  readonly legend: string;
  readonly layout: string;
  readonly roles: readonly string[];
  readonly chosen: readonly string[];
}

const RoleOptions = ({ legend, layout, roles, chosen }: RoleOptionsProps): VNode => (
  <fieldset>
    <legend>{legend}</legend>
    <div class={layout}>
      {roles.map((role) => (
        <Option
          key={role}
          type="checkbox"
          name={FIELD.role}
          value={role}
          label={role}
          checked={chosen.includes(role)}
        />
      ))}
    </div>
  </fieldset>
);

/** Every role there is, with ticks at those that are given; a value that is no role is a line of text. */
export const RoleTicks = ({ chosen }: { readonly chosen: readonly string[] }): VNode => (
  <>
    <RoleOptions legend="Flex roles" layout="options options-small" roles={FLEX_ROLES} chosen={chosen} />
    <RoleOptions legend="Flex Insights roles" layout="options" roles={INSIGHTS_ROLES} chosen={chosen} />
    <label class="field">
      Other role values, one per line
      <textarea name={FIELD.otherRoles} spellcheck={false}>
        {chosen.filter((role) => !isFlexRole(role) && !isInsightsRole(role)).join('\n')}
      </textarea>
    </label>
  </>
);

/** Okta's two ways to assign: an individual assignment never looks at groups. */
export const RoleFields = ({ person }: { readonly person: Person }): VNode => (
  <>
    <fieldset>
      <legend>Roles come from</legend>
      <div class="options">
        <Option
          type="radio"
          name={FIELD.assignment}
          value="individual"
          label="This assignment"
          hint="The roles ticked below. Groups are not looked at."
          checked={person.roles !== null}
        />
        <Option
          type="radio"
          name={FIELD.assignment}
          value="group"
          label="Groups"
          hint="The roles that the groups carry. The ticks below do not count."
          checked={person.roles === null}
        />
      </div>
    </fieldset>
    <RoleTicks chosen={person.roles ?? []} />
  </>
);

export const GroupFields = (props: { readonly person: Person; readonly groups: readonly OrgGroup[] }): VNode => (
  <fieldset>
    <legend>Groups</legend>
    <p class="muted small">
      What each carries is set under <a href="/groups">Groups</a>.
    </p>
    <div class="options">
      {props.groups.map(({ name, roles }) => (
        <Option
          key={name}
          type="checkbox"
          name={FIELD.group}
          value={name}
          label={name}
          hint={roles === null ? 'carries no roles; sent by name' : `carries ${roles.join(', ')}`}
          checked={props.person.groups.includes(name)}
        />
      ))}
    </div>
  </fieldset>
);

export const TextField = (props: { readonly label: string; readonly name: string; readonly value: string }): VNode => (
  <label class="field">
    {props.label}
    <input type="text" name={props.name} value={props.value} maxLength={256} autocomplete="off" />
  </label>
);

export const NameFields = ({ person }: { readonly person: Person }): VNode => (
  <fieldset>
    <legend>Profile</legend>
    <div class="fields">
      <TextField label="First name" name={FIELD.firstName} value={person.firstName} />
      <TextField label="Last name" name={FIELD.lastName} value={person.lastName} />
      <TextField label="User name (NameID)" name={FIELD.login} value={person.login} />
      <TextField label="E-mail" name={FIELD.email} value={person.email} />
    </div>
  </fieldset>
);

const Pair = ({ name, value }: { readonly name: string; readonly value: string }): VNode => (
  <div class="pairs">
    <input
      type="text"
      name={FIELD.attributeName}
      value={name}
      placeholder="name"
      aria-label="Attribute name"
      autocomplete="off"
    />
    <input
      type="text"
      name={FIELD.attributeValue}
      value={value}
      placeholder="value"
      aria-label={name === '' ? 'Value of the new attribute' : `Value of ${name}`}
      autocomplete="off"
    />
  </div>
);

/** One line for each value: a name that stands on two lines is an attribute with two values. */
export const AttributeFields = (props: { readonly attributes: ReadonlyMap<string, AttributeValues> }): VNode => (
  <fieldset>
    <legend>Worker attributes</legend>
    {[...props.attributes].flatMap(([name, values]) => values.map((value) => <Pair name={name} value={value} />))}
    <Pair name="" value="" />
    <p class="muted small">
      A suffix gives the type: <span class="code">skill_level.int</span>. Two lines with one name make a list. A line
      without a name is dropped.
    </p>
  </fieldset>
);
