package io.chatka.verify;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Who checks the server shares nothing with it. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.chatka.verify");

    @Test
    void verify_knowsTheWireProtocolAndNothingElseOfChatka() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.chatka.internal.actor..",
                        "io.chatka.bench..",
                        "io.chatka.internal.broker..",
                        "io.chatka.internal.config..",
                        "io.chatka.internal.lane..",
                        "io.chatka.internal.protocol..",
                        "io.chatka.internal.redis..",
                        "io.chatka.server..",
                        "io.chatka.internal.transport..",
                        "io.lettuce..")
                .check(CLASSES);
    }

    @Test
    void ledger_knowsNeitherSocketsNorJson() {
        classes()
                .that()
                .resideInAPackage("io.chatka.verify.ledger..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("io.chatka.verify.ledger..", "java..")
                .check(CLASSES);
    }

    @Test
    void faults_knowNeitherClientsNorTheLedger() {
        noClasses()
                .that()
                .resideInAPackage("io.chatka.verify.fault..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.chatka.verify.client..", "io.chatka.verify.ledger..")
                .check(CLASSES);
    }

    @Test
    void packages_haveNoCycles() {
        slices().matching("io.chatka.verify.(*)..").should().beFreeOfCycles().check(CLASSES);
    }
}
