package io.chatka.doctor;

import java.util.Locale;

/** How well something is; the later the worse. */
public enum Status {
    /** As it should be. */
    OK,
    /** Cannot be seen from here, which is no fault. */
    UNKNOWN,
    /** The server starts, and will not do as well as it could. */
    WARNING,
    /** The server does not start, or will lose what it promises. */
    PROBLEM;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
