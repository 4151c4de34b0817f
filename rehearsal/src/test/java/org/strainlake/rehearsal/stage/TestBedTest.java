package org.strainlake.rehearsal.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.strainlake.local.Lacking;

class TestBedTest {
    @TempDir
    Path checkout;

    private final List<String> told = new ArrayList<>();

    @Test
    void aCheckoutWithoutATestBedIsALack() {
        assertThatThrownBy(this::up).isInstanceOf(Lacking.class).hasMessageContaining("testbed/testbed");
    }

    @Test
    void whatItSaysWhileItStartsIsToldAndItsLakeFileRead() throws Exception {
        var secret = Files.writeString(checkout.resolve("secret"), "s");
        script("""
                case $1 in
                  up) echo "starting postgres"; echo "starting hermes" >&2 ;;
                  config) echo "a warning that is no setting" >&2; cat <<END
                %s
                END
                ;;
                esac
                """.formatted(LakeFileTest.lakeFile(secret)));

        var lake = up();

        assertThat(told).containsExactlyInAnyOrder("starting postgres", "starting hermes");
        assertThat(lake.rse()).isEqualTo("CERN-PROMPT");
    }

    @Test
    void aTestBedThatDoesNotComeUpIsALackWithItsLastWord() throws IOException {
        script("echo starting; echo 'testbed: port 24443 is taken' >&2; exit 7");

        assertThatThrownBy(this::up)
                .isInstanceOf(Lacking.class)
                .hasMessageEndingWith("testbed up ended with 7: testbed: port 24443 is taken");
    }

    @Test
    void aTestBedThatCannotDescribeItselfIsALack() throws IOException {
        script("[ $1 = up ] || { echo 'name: half'; exit 1; }");

        assertThatThrownBy(this::up).isInstanceOf(Lacking.class).hasMessageContaining("testbed config ended with 1");
    }

    @Test
    void aLakeFileOfTheTestBedWithFaultsIsALackThatNamesThem() throws IOException {
        script("[ $1 = up ] || echo 'name: half'");

        assertThatThrownBy(this::up)
                .isInstanceOf(Lacking.class)
                .hasMessageContaining("testbed config")
                .hasMessageContaining("rse is missing");
    }

    private LakeDescription up() throws IOException, Lacking, InterruptedException {
        return new TestBed(checkout).up(told::add);
    }

    private void script(String body) throws IOException {
        var script = Files.createDirectories(checkout.resolve("testbed")).resolve("testbed");
        Files.writeString(script, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }
}
