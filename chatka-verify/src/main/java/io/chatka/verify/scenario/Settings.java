package io.chatka.verify.scenario;

import io.chatka.verify.fault.Cluster;
import io.chatka.verify.run.CannotRun;
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

    /** Later settings win over earlier ones. */
    static Setup with(Setup given, String... settings) {
        Cluster.Plan plan = given.plan();
        List<String> all = new ArrayList<>(plan.settings());
        all.addAll(List.of(settings));
        return given.withPlan(
                new Cluster.Plan(plan.nodes(), plan.server(), plan.redis(), all, plan.environment(), plan.balancer()));
    }
}
