import type { VNode } from 'preact';
import { printable } from '../../kernel/printable.ts';
import { Badge } from '../../pages/parts/badge.tsx';
import type { Tone } from '../../pages/parts/badge.tsx';
import { Section } from '../../pages/parts/section.tsx';
import { Moment } from '../../pages/parts/time.tsx';

export interface ConnectionLine {
  readonly name: string;
  readonly label: string;
  readonly enabled: boolean;
  readonly certificates: readonly {
    readonly use: string;
    readonly subject: string;
    readonly daysLeft: number;
    readonly notAfter: number;
  }[];
}

const SOON_DAYS = 30;

function certificateTone(daysLeft: number): Tone {
  if (daysLeft < 0) return 'bad';
  return daysLeft < SOON_DAYS ? 'warn' : 'good';
}

const daysText = (days: number): string => {
  if (days < 0) return `expired ${-days} ${days === -1 ? 'day' : 'days'} ago`;
  return `${days} ${days === 1 ? 'day' : 'days'} left`;
};

const Certificates = ({ certificates }: Pick<ConnectionLine, 'certificates'>): VNode => (
  <ul class="certificates">
    {certificates.map(({ use, subject, daysLeft, notAfter }, index) => (
      <li key={index}>
        <Badge tone={certificateTone(daysLeft)}>{daysText(daysLeft)}</Badge> {use},{' '}
        <bdi class="muted">{printable(subject.replaceAll('\n', ', '))}</bdi>, until <Moment at={notAfter} />
      </li>
    ))}
  </ul>
);

export const Connections = ({ connections }: { readonly connections: readonly ConnectionLine[] }): VNode => (
  <Section
    id="connections"
    title="Connections"
    lead="The identity providers that are trusted, and how long their certificates last."
  >
    <div class="table-frame">
      <table class="stacked dense">
        <thead>
          <tr>
            <th scope="col" class="col-role">
              Connection
            </th>
            <th scope="col" class="col-outcome">
              State
            </th>
            <th scope="col">Certificates</th>
          </tr>
        </thead>
        <tbody>
          {connections.map(({ name, label, enabled, certificates }) => (
            <tr key={name} data-testid={`connection-${name}`}>
              <th scope="row">
                <bdi>{printable(label)}</bdi> <code class="muted">{name}</code>
              </th>
              <td>
                <Badge tone={enabled ? 'good' : 'neutral'}>{enabled ? 'on' : 'off'}</Badge>
              </td>
              <td class="wide">
                <Certificates certificates={certificates} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  </Section>
);
