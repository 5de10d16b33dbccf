package io.chatka.verify.scenario;

import io.chatka.verify.client.Mutation;
import io.chatka.verify.run.Figure;
import io.chatka.verify.run.Setup;
import io.chatka.verify.run.Stage;
import java.util.List;
import java.util.Set;

/** One fault, again and again or for long. */
public interface Scenario {
    String name();

    /** One line: what is done, and what has to hold. */
    String says();

    /** Whether it repeats what it does as often as {@link Setup#rounds} says. */
    default boolean hasRounds() {
        return false;
    }

    /** What can be spoiled on purpose in it, and has to be found. */
    default Set<Mutation> mutations() {
        return Set.of();
    }

    /**
     * What it needs.
     *
     * @param given what the user wants, or the default
     * @throws io.chatka.tools.CannotRun if this machine does not have it
     */
    Setup setup(Setup given, Scale scale);

    /** Does it, and returns what it measured. All is quiet at the beginning, and has to be at the end. */
    List<Figure> play(Stage stage, Scale scale);
}
