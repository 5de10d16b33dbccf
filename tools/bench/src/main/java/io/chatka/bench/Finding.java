package io.chatka.bench;

/** Something that the reader of the figures has to know. */
record Finding(Weight weight, String text) {
    enum Weight {
        /** The server did not keep its promise, or did not take everybody. */
        FAULT,
        /** The figures may not be the server's. */
        WARNING,
        /** Good to know. */
        NOTE
    }

    static Finding fault(String text) {
        return new Finding(Weight.FAULT, text);
    }

    static Finding warning(String text) {
        return new Finding(Weight.WARNING, text);
    }

    static Finding note(String text) {
        return new Finding(Weight.NOTE, text);
    }
}
