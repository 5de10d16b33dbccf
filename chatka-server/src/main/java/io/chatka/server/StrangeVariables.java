package io.chatka.server;

import io.chatka.doctor.Finding;
import io.chatka.internal.node.Configuration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds environment variables that look like settings but are none: typing errors. They do not stop
 * the start, since other programs may use the prefix {@code CHATKA_}.
 */
final class StrangeVariables {
    /** What Kubernetes sets for a service with a name such as chatka-redis. */
    private static final Pattern OF_A_SERVICE =
            Pattern.compile(".*_(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT|PORT_\\d+_(TCP|UDP|SCTP)(_.*)?)");

    private StrangeVariables() {}

    /** A warning for each; its value is not shown. */
    static List<Finding> in(Map<String, String> variables) {
        List<String> candidates = variables.keySet().stream()
                .filter(name -> name.startsWith("CHATKA_"))
                .filter(name -> !OF_A_SERVICE.matcher(name).matches())
                .sorted()
                .toList();
        if (candidates.isEmpty()) {
            return List.of();
        }
        TreeSet<String> known = Configuration.known().stream()
                .map(Configuration::variable)
                .collect(Collectors.toCollection(TreeSet::new));
        return candidates.stream()
                .filter(name -> !known.contains(name) && isBelowAGroup(name, known))
                .map(name -> Finding.warning(
                        "configuration",
                        "the environment variable " + name + " is not a setting and has no effect",
                        "the nearest is " + Configuration.nearest(name, known)))
                .toList();
    }

    /**
     * Whether the name begins like a group of settings, such as CHATKA_LIMITS_. Others, such as
     * CHATKA_HOME, are not for the server.
     */
    private static boolean isBelowAGroup(String name, TreeSet<String> known) {
        String[] words = name.split("_", 3);
        if (words.length < 3) {
            return false;
        }
        String group = words[0] + "_" + words[1] + "_";
        String first = known.ceiling(group);
        return first != null && first.startsWith(group);
    }
}
