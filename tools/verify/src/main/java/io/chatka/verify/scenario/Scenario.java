package io.chatka.verify.scenario;

import io.chatka.verify.client.Mutation;
import io.chatka.verify.run.Figure;
import io.chatka.verify.run.Setup;
import java.util.List;
import java.util.Set;

/** One fault, again and again or for long. */
public abstract class Scenario {
    private final String name;
    private final String summary;
    private final Needs needs;
    private int rounds;
    private int roundsInShort;
    private Set<Mutation> mutations = Set.of();

    /** @param summary one line: what happens, and what has to hold */
    Scenario(String name, String summary, Needs needs) {
        this.name = name;
        this.summary = summary;
        this.needs = needs;
    }

    /** It repeats what it does, and the user may say how often. */
    final void repeats(int inFull, int inShort) {
        rounds = inFull;
        roundsInShort = inShort;
    }

    /** What a run can spoil on purpose in it, and has to find. */
    final void finds(Mutation... some) {
        mutations = Set.of(some);
    }

    public final String name() {
        return name;
    }

    public final String summary() {
        return summary;
    }

    public final boolean hasRounds() {
        return rounds > 0;
    }

    public final Set<Mutation> mutations() {
        return mutations;
    }

    /** As often as the user wants, or else as often as the scenario is meant to. */
    final int rounds(Setup setup, Scale scale) {
        return setup.rounds() > 0 ? setup.rounds() : scale.of(rounds, roundsInShort);
    }

    /**
     * @throws io.chatka.tools.CannotRun if the user's options or this machine do not have what it
     *     needs
     */
    final Setup checked(Setup given, Scale scale) {
        needs.check(name, given);
        return setup(given, scale);
    }

    /** What it changes of what the user wants, or of the default. */
    Setup setup(Setup given, Scale scale) {
        return given;
    }

    /**
     * Does it, and returns what it measured. All is quiet at the beginning, and has to be at the
     * end.
     */
    abstract List<Figure> play(Play play);
}
