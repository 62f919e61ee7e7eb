import type { VNode } from 'preact';

const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/gu;
const TOKEN = /("(?:[^"\\]|\\.)*")(:?)|[^"]+/g;
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

function Token({ text, isString, isKey }: { text: string; isString: boolean; isKey: boolean }): VNode {
  if (isKey) return <span class="json-key">{text}</span>;
  if (isString) return <span class="json-text">{text}</span>;
  return /[\w.]/.test(text) ? <span class="json-other">{text}</span> : <>{text}</>;
}

const Coloured = ({ text }: { readonly text: string }): VNode => (
  <>
    {[...text.matchAll(TOKEN)].flatMap(([whole, string, colon], index) => {
      if (string === undefined) return [<Token key={index} text={whole} isString={false} isKey={false} />];
      const isKey = colon === ':';
      return [<Token key={index} text={string} isString isKey={isKey} />, isKey ? ':' : ''];
    })}
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
