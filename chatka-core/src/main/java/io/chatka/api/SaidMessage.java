package io.chatka.api;

/**
 * A message that has its place in a room's order.
 *
 * @param epoch with {@code seq} the place: unique in the room
 * @param seq from 1, greater for every later message of the room
 * @param text null if there is only data
 * @param data a JSON value as compact text; null if there is only a text
 */
public record SaidMessage(String room, String epoch, long seq, User sender, String text, String data) {}
