package io.chatka.verify;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The checker shares no code with the server, and its packages depend one way. */
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
                        "io.chatka", "io.chatka.api..", "io.chatka.internal..", "io.chatka.server..", "io.lettuce..")
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
