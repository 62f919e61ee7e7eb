import { createTwilioAddress, pathSegment } from '../../src/twilio/twilio-address.ts';

describe('without a base URL', () => {
  test.each([
    'https://taskrouter.twilio.com/v1/Workspaces',
    'https://taskrouter.dublin.ie1.twilio.com/v1/Workspaces?Page=2',
    'https://flex-api.twilio.com/v1/Configuration',
  ])('%s is asked as it is', (address) => {
    expect(createTwilioAddress(undefined)(address).href).toBe(address);
  });

  test.each([
    'https://twilio.com.evil.example/v1/Workspaces',
    'https://eviltwilio.com/v1/Workspaces',
    'https://taskrouter.twilio.com.evil.example/v1',
    'http://taskrouter.twilio.com/v1/Workspaces',
    'https://taskrouter.twilio.com:8443/v1/Workspaces',
    'https://127.0.0.1/v1/Workspaces',
  ])('%s would carry the API key away and is refused', (address) => {
    expect(() => createTwilioAddress(undefined)(address)).toThrow(
      expect.objectContaining({ name: 'TwilioFailure', kind: 'unclear' }),
    );
  });
});

test.each([
  [
    'http://127.0.0.1:4010',
    'https://taskrouter.twilio.com/v1/Workspaces/WS1',
    'http://127.0.0.1:4010/taskrouter/v1/Workspaces/WS1',
  ],
  [
    'http://127.0.0.1:4010/',
    'https://conversations.sydney.au1.twilio.com/v1/Services?PageSize=5',
    'http://127.0.0.1:4010/conversations/v1/Services?PageSize=5',
  ],
  [
    'https://proxy.example.com/twilio/',
    'https://flex-api.twilio.com/v1/Configuration',
    'https://proxy.example.com/twilio/flex-api/v1/Configuration',
  ],
  [
    'http://127.0.0.1:4010',
    'http://127.0.0.1:4010/taskrouter/v1/Workspaces?PageToken=P2',
    'http://127.0.0.1:4010/taskrouter/v1/Workspaces?PageToken=P2',
  ],
  [
    'http://127.0.0.1:4010',
    'https://evil.example/taskrouter/v1/Workspaces?PageToken=P2',
    'http://127.0.0.1:4010/taskrouter/v1/Workspaces?PageToken=P2',
  ],
  ['http://127.0.0.1:4010', 'https://evil.example//evil.example/x', 'http://127.0.0.1:4010//evil.example/x'],
])('with the base URL %s, %s becomes %s', (baseUrl, address, expected) => {
  expect(createTwilioAddress(baseUrl)(address).href).toBe(expected);
});

test.each([
  ['user_40example_2Ecom', 'user_40example_2Ecom'],
  ['user@example.com', 'user%40example.com'],
  ['a/b?c#d', 'a%2Fb%3Fc%23d'],
  ['50%2F', '50%252F'],
  ['zoë 猫', 'zo%C3%AB%20%E7%8C%AB'],
  ['...', '...'],
])('%s is one segment of a path: %s', (text, segment) => {
  expect(pathSegment(text)).toBe(segment);
});

test.each(['', '.', '..'])('“%s” would lead to another resource and is rejected', (text) => {
  expect(() => pathSegment(text)).toThrow(expect.objectContaining({ name: 'TwilioFailure', kind: 'rejected' }));
});
