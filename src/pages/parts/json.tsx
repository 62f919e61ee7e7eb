import type { VNode } from 'preact';

const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/gu;
/** A key with its colon, a text, a number or word, or what stands between them. */
const TOKEN = /("(?:[^"\\]|\\.)*"):|"(?:[^"\\]|\\.)*"|[\w.+-]+|[^"\w.+-]+|"/g;
const LONGEST = 20_000;

const escapedUnits = (characters: string): string =>
  Array.from(
    { length: characters.length },
    (_, index) => String.raw`\u${characters.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('');

/** Pretty JSON, still JSON, in which every character can be seen. */
export function visibleJson(value: unknown): string {
  const text = JSON.stringify(value, null, 2) ?? 'null';
  return text
    .split('\n')
    .map((line) => line.replace(INVISIBLE, escapedUnits))
    .join('\n');
}

function Token({ text, isKey }: { readonly text: string; readonly isKey: boolean }): VNode {
  if (isKey) return <span class="json-key">{text}</span>;
  if (text.startsWith('"')) return <span class="json-text">{text}</span>;
  return /\w/.test(text) ? <span class="json-other">{text}</span> : <>{text}</>;
}

const Coloured = ({ text }: { readonly text: string }): VNode => (
  <>
    {[...text.matchAll(TOKEN)].flatMap(([whole, key], index) =>
      key === undefined
        ? [<Token key={index} text={whole} isKey={false} />]
        : [<Token key={index} text={key} isKey />, ':'],
    )}
  </>
);

const cut = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}\n…` : text);

/** A value as pretty JSON. */
export const Json = ({ value }: { readonly value: unknown }): VNode => (
  <pre class="json" tabindex={0}>
    <Coloured text={cut(visibleJson(value))} />
  </pre>
);

/** An object as pretty JSON in which one member stands out. */
export const JsonWith = ({ value, marked }: { readonly value: object; readonly marked: string }): VNode => {
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return (
    <pre class="json" tabindex={0}>
      {'{\n'}
      {members.map(([name, member], index) => {
        const text = cut(visibleJson({ [name]: member })).slice(2, -2) + (index < members.length - 1 ? ',' : '');
        const line = <Coloured text={name === marked ? text : `${text}\n`} />;
        return name === marked ? <mark key={name}>{line}</mark> : line;
      })}
      {'}'}
    </pre>
  );
};
