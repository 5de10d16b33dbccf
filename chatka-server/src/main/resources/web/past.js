/** Messages of one read. */
const PAGE = 50;

const TRY_AGAIN_MILLIS = 2000;

/** A room's older messages: read from its history when the reader scrolls near the top. */
export class Past {
  #timeline;
  #read;
  /** Before this: where one came in, as long as no message is there. @type {import('/client/protocol.js').Position|null} */
  #start = null;
  #more = false;
  #loading = false;
  #trimmed = false;

  /**
   * @param {import('./timeline.js').Timeline} timeline
   * @param {(range: {before: number, limit: number}) => Promise<import('/client/protocol.js').Page>} read
   */
  constructor(timeline, read) {
    this.#timeline = timeline;
    this.#read = read;
    timeline.onTop = () => void this.#load();
    timeline.onTrimmed = () => { this.#more = this.#trimmed = true; };
  }

  /** @param {import('/client/protocol.js').JoinedFrame} joined */
  joined({ epoch, seq }) {
    if (!this.#timeline.oldest) {
      if (this.#start?.epoch !== epoch) this.#more = true;
      this.#start = { epoch, seq: seq + 1 };
    }
    this.#timeline.checkTop();
  }

  async #load() {
    if (this.#loading || !this.#more) return;
    this.#loading = true;
    this.#trimmed = false;
    try {
      const { epoch, seq } = this.#timeline.oldest ?? this.#start;
      const page = await this.#read({ before: seq, limit: PAGE });
      // Messages that left the page meanwhile would be missing in between, and a hidden timeline has no scroll position.
      if (!this.#trimmed && !this.#timeline.element.hidden) {
        const ours = page.epoch === epoch;
        if (ours) this.#timeline.prepend(page.messages.map(message => ({ ...message, epoch })));
        this.#more = ours && page.more;
      }
    } catch (error) {
      if (error.retryable) await new Promise(resolve => setTimeout(resolve, error.retryAfter ?? TRY_AGAIN_MILLIS));
      else this.#more = false;
    }
    this.#loading = false;
    this.#timeline.beginsHere = !this.#more;
    this.#timeline.checkTop();
  }
}
