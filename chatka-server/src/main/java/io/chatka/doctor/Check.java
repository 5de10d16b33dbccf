package io.chatka.doctor;

import java.util.List;

/** Looks at one thing; may block for some seconds, and does not fail. */
@FunctionalInterface
interface Check {
    List<Finding> look();
}
