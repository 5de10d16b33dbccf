package io.chatka.verify.run;

import io.chatka.verify.ledger.Tally;
import java.nio.file.Path;
import java.util.List;

/**
 * How a run ended.
 *
 * @param setup in words
 * @param stories a story for each violation
 * @param logs where the servers' logs are kept; null if they are not
 */
public record Report(
        String setup,
        long seed,
        Course course,
        Tally tally,
        List<Figure> figures,
        List<List<String>> stories,
        Path logs) {
    /**
     * How far it went.
     *
     * @param rounds that were finished
     * @param interrupted by the user
     */
    public record Course(double seconds, int rounds, boolean interrupted) {}

    /** Whether nothing is violated and every target is met. */
    public boolean clean() {
        return stories.isEmpty() && figures.stream().allMatch(Figure::met);
    }

    /**
     * Whether nothing is violated, and every figure that does not depend on the machine meets its
     * target.
     */
    public boolean kept() {
        return stories.isEmpty() && figures.stream().allMatch(figure -> figure.met() || figure.timing());
    }
}
