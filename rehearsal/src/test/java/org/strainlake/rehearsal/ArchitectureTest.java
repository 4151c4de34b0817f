package org.strainlake.rehearsal;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The picture of packages and their arrows, over all modules as they were compiled beside this one. */
class ArchitectureTest {
    private static final List<String> MODULES = List.of(
            "common",
            "lake-emulator",
            "local-parts",
            "uploader-service",
            "notification-service",
            "downloader-service",
            "latency-service",
            "benchmarks",
            "rehearsal");

    private static JavaClasses classes;

    @BeforeAll
    static void readEveryModule() {
        Stream<Path> directories = MODULES.stream().map(module -> Path.of("..", module, "target", "classes"));
        var present = directories.filter(Files::isDirectory).toList();
        Assertions.assertThat(present)
                .as("every module is compiled before the rehearsal's tests run")
                .hasSameSizeAs(MODULES);
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPaths(present);
    }

    @Test
    void packagesFormNoCycle() {
        check(slices().matching("org.strainlake.(**)").should().beFreeOfCycles());
    }

    @Test
    void servicesMeetOnlyThroughMessages() {
        check(slices().matching("org.strainlake.(uploader|downloader|notification|latency)..")
                .should()
                .notDependOnEachOther());
    }

    @Test
    void timeComesFromAClock() {
        check(noClasses().should().callMethod(Instant.class, "now"));
    }

    @Test
    void nobodyButRehearsalBenchmarksAndTestsStartsLocalParts() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(
                        "org.strainlake.local..", "org.strainlake.rehearsal..", "org.strainlake.benchmark..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.strainlake.local.."));
    }

    private static void check(ArchRule rule) {
        rule.check(classes);
    }
}
