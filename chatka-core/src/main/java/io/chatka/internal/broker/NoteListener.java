package io.chatka.internal.broker;

/** Hears the notes of one topic. Calls never come concurrently; they must neither block nor throw. */
@FunctionalInterface
public interface NoteListener {

    /** @param note shared by all listeners, never written to; anybody who may use the store can have sent it */
    void onNote(byte[] note);
}
