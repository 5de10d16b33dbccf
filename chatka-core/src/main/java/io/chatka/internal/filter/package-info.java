/**
 * What may not be said in a room: words, patterns, links, and the same text again. A room's actor asks
 * before it publishes; moderators are exempt.
 *
 * <pre>
 *   chatka.rooms.filter ─▶ Filters ─▶ TextFilter of the room ─▶ Verdict: pass, mask, refuse, shadow, hold
 * </pre>
 */
package io.chatka.internal.filter;
