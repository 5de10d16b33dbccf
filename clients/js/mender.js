import { backoffMillis, boundedWait } from './backoff.js';

/** Messages of one page; the server may give fewer. */
const PAGE = 100;

/** Pages read for one hole: its newest messages, which matter most. */
const MOST_PAGES = 10;

/** Reads that fail in a row before the hole is left. */
const MOST_FAILURES = 8;

/** Fills the holes of one room's order from the room's history, page by page, one read at a time. */
export class Mender {
  #order;
  #read;
  #clock;
  #random;
  /** Another object with each run, so that the answer to an earlier one is of no interest. */
  #run = null;
  #timer;

  /**
   * @param {import('./order.js').Order} order
   * @param {(range: {after: number, before: number, limit: number}) => Promise<{epoch: string, messages: any[], more: boolean}>} read
   * @param {{clock: import('./platform.js').Clock, random: () => number}} platform
   */
  constructor(order, read, { clock, random }) {
    this.#order = order;
    this.#read = read;
    this.#clock = clock;
    this.#random = random;
  }

  /** To be called after whatever may have opened a hole. */
  mend() {
    const { hole } = this.#order;
    if (!hole || this.#run) return;
    const run = { to: hole.to, pages: 0, failures: 0 };
    this.#run = run;
    this.#order.giveUp(hole.to - MOST_PAGES * PAGE);
    // A listener may have ended the run.
    if (this.#run === run) this.#readOn(run);
  }

  stop() {
    this.#run = null;
    this.#clock.clearTimeout(this.#timer);
  }

  async #readOn(run) {
    const { from, to } = this.#order.hole;
    let page;
    try {
      page = await this.#read({ after: from - 1, before: to + 1, limit: PAGE });
    } catch (error) {
      if (this.#run === run) this.#failed(run, error);
      return;
    }
    if (this.#run !== run) return;
    run.failures = 0;
    run.pages++;
    const ours = page.epoch === this.#order.position.epoch;
    if (ours) this.#order.fill(page.messages);
    const over = !ours || !page.more || page.messages.length === 0 || run.pages === MOST_PAGES;
    this.#goOn(run, over);
  }

  #failed(run, error) {
    if (!error.retryable || ++run.failures === MOST_FAILURES) {
      this.#goOn(run, true);
    } else {
      const wait = boundedWait(error.retryAfter) + backoffMillis(run.failures - 1, this.#random);
      this.#timer = this.#clock.setTimeout(() => this.#goOn(run, false), wait);
    }
  }

  /** With the same hole, or with the next one that was behind it. @param {boolean} over  whether there is no more to be had */
  #goOn(run, over) {
    const isSame = () => this.#order.hole?.to === run.to;
    if (over && isSame()) this.#order.giveUp();
    if (this.#run !== run) return;
    if (isSame()) {
      this.#readOn(run);
    } else {
      this.#run = null;
      this.mend();
    }
  }
}
