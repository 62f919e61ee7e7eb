/** Whether this process is on its way out. One per process, shared by the app, the server and the readiness probe. */
export interface Drain {
  readonly begun: boolean;
  begin(): void;
}

export function createDrain(): Drain {
  let begun = false;
  return {
    get begun() {
      return begun;
    },
    begin: () => {
      begun = true;
    },
  };
}
