package io.chatka;

import java.util.Objects;

/**
 * In whose name {@link ChatkaNode#as} acts.
 *
 * @param id as records of acts and messages show it, such as {@code api:backend}
 * @param name as messages show it
 * @param admin whether it ranks as an admin, or else as a moderator: an act never binds the same or
 *     a higher rank
 * @param door for records of acts, such as {@code program} or {@code api}
 */
public record Caller(String id, String name, boolean admin, String door) {
    /** The program around the node. */
    public static final Caller PROGRAM = new Caller("api:program", "program", true, "program");

    public Caller {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(door, "door");
    }
}
