import { ApiError, demand } from '../wire/api-error.ts';

export interface ChannelWish {
  readonly taskChannel: string;
  readonly capacity?: number;
  readonly availability?: boolean;
}

interface TypedAttributes {
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly channels: readonly ChannelWish[];
}

const CHANNEL = /^channel\.([^.]+)\.(availability|capacity)$/;
const SUFFIX = /^(.+)\.(string|int|boolean)(array)?$/;

const refusal = (name: string) => (): ApiError => new ApiError(400, 45004, `Invalid attribute format: ${name}`);

function scalar(name: string, type: string, text: string): string | number | boolean {
  if (type === 'int') {
    demand(/^-?\d{1,15}$/.test(text), refusal(name));
    return Number(text);
  }
  if (type === 'boolean') {
    demand(text === 'true' || text === 'false', refusal(name));
    return text === 'true';
  }
  return text;
}

function typed(name: string, value: unknown): readonly [string, unknown] {
  const [, bare = name, type, array] = SUFFIX.exec(name) ?? [];
  if (type === undefined) return [name, value];
  const text = String(value);
  if (array === undefined) return [bare, scalar(name, type, text)];
  return [bare, text.split(',').map((part) => scalar(name, type, part.trim()))];
}

function channelWish(taskChannel: string, setting: string, name: string, value: unknown): ChannelWish {
  if (setting === 'availability') return { taskChannel, availability: scalar(name, 'boolean', String(value)) === true };
  return { taskChannel, capacity: Number(scalar(name, 'int', String(value))) };
}

/**
 * Worker attributes as SSO and the Flex Users API take them: a suffix names the type of a value, and
 * `channel.<name>.availability` or `.capacity` is for the Worker Channel. One bad value refuses everything (45004).
 */
export function readTypedAttributes(raw: Readonly<Record<string, unknown>>): TypedAttributes {
  const attributes: [string, unknown][] = [];
  const channels: ChannelWish[] = [];
  for (const [name, value] of Object.entries(raw)) {
    const [, taskChannel, setting] = CHANNEL.exec(name) ?? [];
    if (taskChannel === undefined || setting === undefined) attributes.push([...typed(name, value)]);
    else channels.push(channelWish(taskChannel, setting, name, value));
  }
  return { attributes: Object.fromEntries(attributes), channels };
}
