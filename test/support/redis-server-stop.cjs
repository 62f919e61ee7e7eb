module.exports = async () => {
  globalThis.stopTestRedis?.();
};
