package io.chatka.verify.scenario;

import io.chatka.tools.CannotRun;
import io.chatka.verify.run.Setup;
import java.util.ArrayList;
import java.util.List;

/** Changes to what is started. */
final class Settings {
    private Settings() {}

    /** @throws CannotRun if there is no Redis of our own to break */
    static Setup needsRedis(Setup given, String name) {
        needsNodes(given, name);
        if (given.plan().redis() == null) {
            throw new CannotRun("the scenario " + name + " breaks Redis; leave out --embedded");
        }
        return given;
    }

    /** @throws CannotRun if there are no nodes of our own to break */
    static Setup needsNodes(Setup given, String name) {
        if (given.plan() == null) {
            throw new CannotRun("the scenario " + name + " breaks servers that it starts itself; leave out --url");
        }
        return given;
    }

    /** Each node's JVM has these options as well; later ones win over earlier ones. */
    static Setup withJvm(Setup given, String... options) {
        List<String> words = new ArrayList<>(given.plan().server());
        words.addAll(words.indexOf("-jar"), List.of(options));
        return given.withPlan(given.plan().withServer(words));
    }

    /** Limits the open files of each node. */
    static Setup withOpenFiles(Setup given, int most) {
        List<String> words = new ArrayList<>(List.of("sh", "-c", "ulimit -n " + most + " && exec \"$0\" \"$@\""));
        words.addAll(given.plan().server());
        return given.withPlan(given.plan().withServer(words));
    }

    /** Later settings win over earlier ones. */
    static Setup with(Setup given, String... settings) {
        return given.withPlan(given.plan().with(settings));
    }
}
