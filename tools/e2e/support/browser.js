import { chromium } from 'playwright-core';

const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

export const DESKTOP = { viewport: { width: 1280, height: 800 } };
export const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

/** A page that lost its server waits for up to half a minute before it tries again. */
const PATIENCE_MILLIS = 120_000;

/** What Chromium itself writes when a network connection goes; tests that cut it expect this. */
export const NETWORK_NOISE = /WebSocket connection to .* failed|net::ERR_/;

export function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ARGUMENTS, timeout: PATIENCE_MILLIS });
}

/** A zone where it is noon: at midnight a new day begins on the page, too. */
function noon() {
  const ahead = 12 - new Date().getUTCHours();
  // In these names the sign is the other way round.
  return ahead === 0 ? 'Etc/GMT' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
}

/**
 * Opens the page as somebody else: own storage, own connection.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {string} address
 * @param {object} [options]  of the browser's context
 * @returns {Promise<Person>}
 */
export async function open(browser, address, options = DESKTOP) {
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: noon(), ...options });
  context.setDefaultTimeout(PATIENCE_MILLIS);
  const page = await context.newPage();
  const person = new Person(page);
  await page.goto(address);
  return person;
}

/** What somebody does and sees on the page. */
export class Person {
  /** Errors of the page: exceptions, console errors, violations of the content security policy, dialogs. */
  complaints = [];

  constructor(page) {
    this.page = page;
    page.on('pageerror', error => this.complaints.push(`exception: ${error.message}`));
    page.on('dialog', dialog => {
      this.complaints.push(`dialog: ${dialog.message()}`);
      dialog.dismiss();
    });
    // Chromium reports violations of the policy here, too.
    page.on('console', message => {
      if (message.type() === 'error' || message.type() === 'warning') this.complaints.push(message.text());
    });
  }

  async enter(name) {
    await this.page.fill('#name', name);
    await this.page.press('#name', 'Enter');
    await this.page.locator('#name-dialog').waitFor({ state: 'hidden' });
    await this.connected();
  }

  async connected() {
    await this.page.locator('#my-state[data-state="open"]').waitFor({ state: 'attached' });
  }

  async say(text) {
    await this.page.fill('#text', text);
    await this.page.press('#text', 'Enter');
    await this.page.locator('.timeline:not([hidden]) .items .message.own .bubble').getByText(text, { exact: true }).last().waitFor();
  }

  /** Waits until a message is there, in the room that is shown. */
  async sees(text) {
    await this.page.locator('.timeline:not([hidden]) .items .bubble').getByText(text, { exact: true }).first().waitFor();
  }

  /** Waits for a line between the messages, or any other element, with this text. */
  async seesIn(selector, text) {
    await this.page.locator(selector).filter({ hasText: text }).first().waitFor();
  }

  texts(selector) {
    return this.page.locator(selector).allInnerTexts();
  }

  async join(room) {
    await this.page.fill('#new-room', room);
    await this.page.press('#new-room', 'Enter');
    await this.seesIn('#here', 'here');
  }

  leaves() {
    return this.page.context().close();
  }
}
