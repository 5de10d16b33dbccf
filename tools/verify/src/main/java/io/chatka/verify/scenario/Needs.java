package io.chatka.verify.scenario;

import io.chatka.tools.CannotRun;
import io.chatka.verify.run.Setup;

/** What a scenario breaks, and so has to have started itself. */
enum Needs {
    NODES,
    REDIS,
    TWO_NODES_ON_REDIS;

    /** @throws CannotRun if the user's options do not give it */
    void check(String scenario, Setup given) {
        if (given.plan() == null) {
            throw new CannotRun("the scenario " + scenario + " breaks servers that it starts itself; leave out --url");
        }
        if (this != NODES && given.plan().redis() == null) {
            throw new CannotRun("the scenario " + scenario + " breaks Redis; leave out --embedded");
        }
        if (this == TWO_NODES_ON_REDIS && given.plan().nodes() < 2) {
            throw new CannotRun("the scenario " + scenario + " needs two nodes; --nodes 2");
        }
    }
}
