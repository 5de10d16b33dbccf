/**
 * Reports to an application's {@link io.chatka.api.ChatObserver} what happens on this node. Lanes
 * and the broker's threads add events to a bounded queue; one thread takes them from it and calls
 * the observer.
 */
package io.chatka.internal.observer;
