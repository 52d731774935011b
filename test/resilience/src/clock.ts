const { Date: RealDate } = globalThis;
let wrongBy = 0;

class WrongDate extends RealDate {
  constructor(...given: []) {
    // What is given is a point in time; only "now" comes from the machine.
    super(...(given.length > 0 ? given : ([RealDate.now() + wrongBy] as unknown as [])));
  }

  static override now(): number {
    return RealDate.now() + wrongBy;
  }
}

/** From now on this machine's clock is wrong by so much, as far as this process can see; it may step in either direction. */
export const setClockWrong = (ms: number): void => {
  wrongBy = ms;
  globalThis.Date = WrongDate as unknown as DateConstructor;
};

/** The machine's clock was wrong by so much already when the process began. */
export const beginWithWrongClock = (ms: number): void => {
  setClockWrong(ms);
  const timeOrigin = performance.timeOrigin + ms;
  Object.defineProperty(performance, 'timeOrigin', { get: () => timeOrigin });
};
