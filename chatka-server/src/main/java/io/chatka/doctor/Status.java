package io.chatka.doctor;

import java.util.Locale;

/** The result of a check; a later one is worse. */
public enum Status {
    /** As it should be. */
    OK,
    /** Cannot be seen from here, which is no fault. */
    UNKNOWN,
    /** The server starts, but not in the best conditions. */
    WARNING,
    /** The server does not start, or cannot keep its promises. */
    PROBLEM;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
