package org.strainlake.testbed.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.strainlake.testbed.RealLake;

/**
 * Rucio's own command {@code rucio}, run as a process that enters the lake by password. For a lake that is
 * not the test bed it is the one on the PATH, and what it needs to reach the storage, such as
 * {@code X509_USER_PROXY}, is in the environment.
 */
final class RucioClient {
    private static final String SCRIPT = """
            if [ -z "${STRAINLAKE_LAKE_FILE:-}" ]; then
                eval "$("$STRAINLAKE_TESTBED" env)"
                PATH="$(dirname "$RUCIO_TESTBED_PYTHON"):$PATH"
            fi
            command -v rucio >/dev/null || { echo "there is no command rucio on the PATH"; exit 127; }
            exec rucio "$@\"""";

    private final RealLake lake;
    private final Path config;

    private RucioClient(RealLake lake, Path config) {
        this.lake = lake;
        this.config = config;
    }

    /** The command, told of a lake. */
    static RucioClient of(RealLake lake) throws IOException {
        var login = Objects.requireNonNull(lake.rucio().userPass(), "the lake file has no rucio.user-pass for rucio");
        var host = lake.rucio().url().toString().replaceAll("/$", "");
        var home = Files.createTempDirectory("rucio-client");
        var text = """
                [client]
                rucio_host = %s
                auth_host = %s
                auth_type = userpass
                username = %s
                password = %s
                account = %s
                auth_token_file_path = %s
                %s
                [policy]
                permission = generic
                schema = generic
                lfn2pfn_algorithm_default = hash
                [trace]
                trace_host = %s
                """.formatted(
                        host,
                        host,
                        login.username(),
                        Files.readString(login.passwordFile()).strip(),
                        login.account(),
                        home.resolve("token"),
                        lake.caFile() == null ? "" : "ca_cert = " + lake.caFile(),
                        host);
        var onlyUs = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        return new RucioClient(lake, Files.writeString(Files.createFile(home.resolve("rucio.cfg"), onlyUs), text));
    }

    /** Runs the command in a directory; one that fails fails the test, with what it said. */
    void run(Path directory, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("bash", "-c", SCRIPT, "rucio"));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().put("RUCIO_CONFIG", config.toString());
        if (lake.caFile() != null) {
            builder.environment().put("REQUESTS_CA_BUNDLE", lake.caFile().toString());
        }
        var process = builder.start();
        var said = new String(process.getInputStream().readAllBytes(), UTF_8);
        int status = process.waitFor();
        if (status != 0) {
            throw new AssertionError("rucio " + List.of(arguments) + " ended with " + status + ": " + said);
        }
    }
}
