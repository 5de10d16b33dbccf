package io.chatka.server;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Dependencies point one way, and nothing waits where it would hold others up. */
class ArchitectureTest {
    private static final String[] CORE = {
        "io.chatka.internal.actor..",
        "io.chatka.internal.broker..",
        "io.chatka.internal.cluster..",
        "io.chatka.internal.config..",
        "io.chatka.internal.lane..",
        "io.chatka.internal.meter..",
        "io.chatka.internal.protocol.."
    };

    private static final Pattern TESTS_OF_OTHERS = Pattern.compile(".*(-tests\\.jar|/test-classes/).*");
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            // Other modules' tests come as a jar, or in a build of all as a folder.
            .withImportOption(location -> !location.matches(TESTS_OF_OTHERS))
            .importPackages("io.chatka");

    @Test
    void core_knowsNeitherSocketsNorRedis() {
        noClasses()
                .that()
                .resideInAnyPackage(CORE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.netty..",
                        "io.lettuce..",
                        "io.micrometer..",
                        "io.chatka.internal.metrics..",
                        "io.chatka.internal.redis..",
                        "io.chatka.internal.transport..",
                        "io.chatka.server..")
                .check(CLASSES);
    }

    @Test
    void redis_knowsCoreOnly() {
        noClasses()
                .that()
                .resideInAPackage("io.chatka.internal.redis..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.chatka.internal.transport..",
                        "io.chatka.server..",
                        "io.chatka.internal.actor..",
                        "io.chatka.internal.lane..")
                .check(CLASSES);
    }

    @Test
    void transport_knowsNoRedis() {
        noClasses()
                .that()
                .resideInAPackage("io.chatka.internal.transport..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.chatka.internal.redis..",
                        "io.lettuce..",
                        "io.micrometer..",
                        "io.chatka.internal.metrics..",
                        "io.chatka.server..")
                .check(CLASSES);
    }

    @Test
    void node_isALibrary() {
        noClasses()
                .that()
                .resideInAnyPackage("io.chatka", "io.chatka.api..", "io.chatka.internal..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "ch.qos..",
                        "picocli..",
                        "io.micrometer.prometheusmetrics..",
                        "io.micrometer.influx..",
                        "io.micrometer.statsd..",
                        "io.chatka.server..",
                        "io.chatka.doctor..")
                .check(CLASSES);
    }

    @Test
    void protocol_knowsNoActors() {
        noClasses()
                .that()
                .resideInAnyPackage("io.chatka.internal.protocol..", "io.chatka.internal.broker..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.pekko..", "io.chatka.internal.actor..")
                .check(CLASSES);
    }

    @Test
    void packages_haveNoCycles() {
        slices().matching("io.chatka.internal.(*)..").should().beFreeOfCycles().check(CLASSES);
        slices().matching("io.chatka.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void actorsLanesAndHandlers_neverWait() {
        String[] neverWaiting = {
            "io.chatka.internal.actor..",
            "io.chatka.internal.lane..",
            "io.chatka.internal.broker..",
            "io.chatka.internal.cluster..",
            "io.chatka.internal.protocol.."
        };
        noClasses()
                .that()
                .resideInAnyPackage(neverWaiting)
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(CompletableFuture.class, "get")
                .orShould()
                .callMethod(CompletableFuture.class, "join")
                .orShould()
                .callMethod(Object.class, "wait")
                .check(CLASSES);
    }

    /** Nodes on other versions of Java would not agree on which names there may be. */
    @Test
    void verdictsOnCharacters_areNotTheJvms() {
        noClasses()
                .that()
                .resideInAnyPackage("io.chatka.internal.protocol..", "io.chatka.internal.actor..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.text.Normalizer")
                .orShould()
                .callMethodWhere(
                        target(nameMatching("getType|isLetter.*|isDigit|isSpaceChar|isWhitespace|isAlphabetic"))
                                .and(target(owner(equivalentTo(Character.class)))))
                .check(CLASSES);
    }
}
