package io.chatka.internal.broker;

/**
 * Hears the notes of one topic. The broker never calls it concurrently. The method must neither
 * block nor throw.
 */
@FunctionalInterface
public interface NoteListener {

    /**
     * @param note shared by all listeners, so read-only. Not trusted: any user of the store can
     *     send one
     */
    void onNote(byte[] note);
}
