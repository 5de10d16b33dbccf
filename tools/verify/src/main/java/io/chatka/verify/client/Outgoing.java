package io.chatka.verify.client;

/** A message that a client wants to have said, until it knows that it has. */
final class Outgoing {
    final String key;
    final String room;
    final String text;
    int attempts;
    /** When it was last sent, nanoseconds of the run; only while an answer is waited for. */
    long sentAt;

    boolean waiting;
    long tryAt;

    Outgoing(String key, String room, String text) {
        this.key = key;
        this.room = room;
        this.text = text;
    }
}
