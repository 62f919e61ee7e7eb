// `node -r ./test/support/run-typescript.cjs script.ts`: scripts of the tests run from their source, as jest runs them.
const { readFileSync } = require('node:fs');
const Module = require('node:module');
const babel = require('@babel/core');
const jest = require('../../jest.config.json');

const [, options] = jest.transform['\\.(tsx?|m?js)$'];

function compile(module, filename) {
  const { code } = babel.transformSync(readFileSync(filename, 'utf8'), { ...options, filename, sourceMaps: 'inline' });
  // oxlint-disable-next-line no-underscore-dangle -- Node's own way in for a loader
  module._compile(code, filename);
}

// oxlint-disable-next-line no-underscore-dangle -- as above
for (const extension of ['.ts', '.tsx']) Module._extensions[extension] = compile;
