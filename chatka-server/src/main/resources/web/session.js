import { Chatka, ChatkaError } from '/client/chatka.js';
import { rememberedGuest, rememberGuest } from './memory.js';

/**
 * The page's chat session, under one name. Another name is another session, in the same rooms and from where the last
 * one stopped.
 */
export class Session {
  /** @type {Chatka|null} */
  #chat = null;
  #handlers;
  /** Also of earlier sessions: what one said under the name before is still one's own. */
  #ownIds = new Set();

  /** @param {Record<string, (event: any) => void>} handlers  by event type */
  constructor(handlers) {
    this.#handlers = handlers;
  }

  /**
   * @param {string} name
   * @param {Iterable<{name: string, position: any}>} rooms
   */
  start(name, rooms) {
    this.stop();
    const chat = new Chatka({ name, guest: rememberedGuest() });
    this.#chat = chat;
    chat.on('welcome', ({ user }) => {
      this.#ownIds.add(user.id);
      if (chat.guest !== undefined) rememberGuest(chat.guest);
    });
    for (const [type, handler] of Object.entries(this.#handlers)) {
      // The end of a session that was replaced is no news.
      chat.on(type, event => { if (this.#chat === chat) handler(event); });
    }
    for (const room of rooms) this.join(room);
    chat.connect();
  }

  stop() {
    const chat = this.#chat;
    this.#chat = null;
    chat?.close();
  }

  /** Tries at once instead of waiting. */
  connect() {
    this.#chat?.connect();
  }

  /** @param {{name: string, position: any}} room */
  join({ name, position }) {
    // A refusal comes as an `error` event.
    this.#chat?.join(name, position ?? undefined).catch(() => {});
  }

  /** @param {string} room */
  leave(room) {
    this.#chat?.leave(room);
  }

  /** @param {string} room @param {string} text @param {{key: string, signal: AbortSignal}} options */
  async say(room, text, options) {
    const chat = this.#chat;
    if (!chat) throw notConnected(room);
    try {
      return await chat.say(room, text, options);
    } catch (error) {
      // Under another name it is said all the same, and with the same key once.
      if (error.code === 'closed' && this.#chat && this.#chat !== chat) return this.say(room, text, options);
      throw error;
    }
  }

  /** @param {string} room @param {{before: number, limit: number}} range @returns {Promise<import('/client/protocol.js').Page>} */
  async history(room, range) {
    if (!this.#chat) throw notConnected(room);
    return this.#chat.history(room, range);
  }

  /** @param {string} room */
  typing(room) {
    this.#chat?.typing(room);
  }

  /** @param {string} room */
  position(room) {
    return this.#chat?.position(room) ?? null;
  }

  /** @param {{from: {id: string}}} message */
  isOwn({ from }) {
    return this.#ownIds.has(from.id);
  }
}

function notConnected(room) {
  return new ChatkaError({ code: 'disconnected', message: 'not connected', room });
}
