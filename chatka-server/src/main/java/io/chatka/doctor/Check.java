package io.chatka.doctor;

import java.util.List;

/** Checks one thing; may block for some seconds, and does not throw. */
@FunctionalInterface
interface Check {
    List<Finding> look();
}
