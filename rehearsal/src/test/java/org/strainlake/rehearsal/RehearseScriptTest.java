package org.strainlake.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script before Java: with a Maven and a Java of the test, it is ended wherever it is. */
class RehearseScriptTest {
    @TempDir
    Path root;

    @BeforeEach
    void layOut() throws IOException {
        for (var script : new String[] {"rehearse", "local-parts/programs.sh"}) {
            program(script, Files.readString(Path.of("..", script)));
        }
        program("jdk/bin/javac", "#!/bin/sh\necho 'javac 25.0.1'\n");
        for (var name : new String[] {
            "lake-emulator",
            "uploader-service",
            "notification-service",
            "downloader-service",
            "latency-service",
            "rehearsal"
        }) {
            Files.createDirectories(root.resolve(name).resolve("target"));
        }
        does("mvn", "exit 0");
        // Each start of the program is noted; unpacking a jar is none.
        does("jdk/bin/java", "case \"$*\" in *jarmode*) exit 0 ;; *) echo $$ >>\"$ROOT/started\" ;; esac");
    }

    @Test
    void afterBuildAndTrainingTheRehearsalRunsAndItsCodeIsTheScripts() throws Exception {
        does("jdk/bin/java", "case \"$*\" in *jarmode* | *--train*) exit 0 ;; *) exit 1 ;; esac");

        assertThat(start().waitFor()).isEqualTo(1);

        assertThat(root.resolve(".rehearse/built")).exists();
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "HUP, 143"})
    void aSignalDuringTheBuildEndsItAndLeavesNothingBuilt(String signal, int code) throws Exception {
        does("mvn", "echo $$ >>\"$ROOT/started\"; exec sleep 600");

        assertThat(endedBy(signal)).isEqualTo(code);

        assertThat(root.resolve(".rehearse/built")).doesNotExist();
        assertThat(root.resolve("started")).content().hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "HUP, 143"})
    void aSignalDuringTheTrainingDoesNotStartTheRehearsal(String signal, int code) throws Exception {
        does(
                "jdk/bin/java",
                "case \"$*\" in *jarmode*) exit 0 ;; *) echo $$ >>\"$ROOT/started\"; exec sleep 600 ;; esac");

        assertThat(endedBy(signal)).isEqualTo(code);

        assertThat(root.resolve("started")).content().hasLineCount(1);
        assertThat(root.resolve(".rehearse/built")).doesNotExist();
    }

    @Test
    void aSignalDuringTheRehearsalIsHandedOnAndItsPartsAreEnded() throws Exception {
        does("jdk/bin/java", """
                case "$*" in
                  *jarmode* | *--train*) exit 0 ;;
                esac
                parts=$(echo "$*" | sed 's/.*-Dstrainlake.parts=\\([^ ]*\\).*/\\1/')
                sleep 600 &
                echo "$! $(sed 's/^.*) //' /proc/$!/stat | cut -d' ' -f20) a-part" >"$parts"
                echo $! >"$ROOT/part"
                echo $$ >>"$ROOT/started"
                exec sleep 600
                """);

        assertThat(endedBy("TERM")).isEqualTo(143);

        var part = ProcessHandle.of(
                Long.parseLong(Files.readString(root.resolve("part")).strip()));
        await().until(() -> part.isEmpty() || !part.get().isAlive());
    }

    private int endedBy(String signal) throws IOException, InterruptedException {
        var script = start();
        var started = root.resolve("started");
        await().until(() -> Files.exists(started) && Files.size(started) > 0);
        var child = ProcessHandle.of(Long.parseLong(Files.readString(started).strip()))
                .orElseThrow();

        new ProcessBuilder("kill", "-s", signal, String.valueOf(script.pid()))
                .start()
                .waitFor();

        int code = script.waitFor();
        await().until(() -> !child.isAlive());
        return code;
    }

    private Process start() throws IOException {
        // What ignores HUP, such as nohup, hands that on, and a script cannot take it back.
        var builder = new ProcessBuilder(
                        "env", "--default-signal=HUP", root.resolve("rehearse").toString(), "--seconds", "1")
                .redirectErrorStream(true)
                .redirectOutput(root.resolve("output").toFile());
        var environment = builder.environment();
        environment.put("JAVA_HOME", root.resolve("jdk").toString());
        environment.put("PATH", root + ":" + environment.get("PATH"));
        environment.put("ROOT", root.toString());
        return builder.start();
    }

    private void does(String name, String body) throws IOException {
        program(name, "#!/bin/sh\n" + body + "\n");
    }

    private void program(String name, String text) throws IOException {
        var file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }
}
