package io.chatka.api;

/**
 * A message that waits for a moderator: it is published if one approves it, at its place then, and
 * dropped otherwise. It waits for an hour.
 *
 * @param id by which moderators decide
 * @param at when it was said, in Unix milliseconds
 * @param text null if there is only data
 * @param data JSON; null if there is only text
 */
public record HeldMessage(String id, String room, long at, User user, String text, String data) {}
