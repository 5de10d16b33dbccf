package io.chatka.api;

/**
 * A message that has its place in a room's order.
 *
 * @param epoch together with {@code seq} the message's place, which is unique in the room
 * @param seq from 1, greater for every later message of the epoch
 * @param text null if there is only data
 * @param data a JSON value as compact text; null if there is only a text
 */
public record SaidMessage(String room, String epoch, long seq, User sender, String text, String data) {}
