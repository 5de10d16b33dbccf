package io.chatka.api;

/** What a user may do in a room. */
public enum Grant {
    /** Be a member of the room, and read it. */
    JOIN,
    /** Say something in it. */
    SAY,
    /** Moderate it; implies the others. */
    MODERATE
}
