/**
 * Hooks over HTTP: an application hears what happens on a node, and decides about messages.
 *
 * <pre>
 *   ChatObserver ─▶ Webhooks ─▶ Endpoint, one for each URL ─▶ POST, signed
 *                               queue, batches, retries
 *   MessageInterceptor ─▶ HttpInterceptor ─▶ POST, signed ─▶ decision
 * </pre>
 *
 * <p>The signature is that of the Standard Webhooks specification, version 1.
 */
package io.chatka.hooks;
